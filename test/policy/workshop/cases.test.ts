import { casesOf, differingCases } from '../../../src/policy/workshop/cases.ts'
import { findOpa } from '../../../src/policy/workshop/opa.ts'
import { folderOf, needingOpa } from '../real-opa.ts'

const test = needingOpa()
const opa = (await findOpa())!

const main = 'package sallyport\n\ndecision := {x | some x in input.list}\n\nlist := [x | some x in decision]\n'
const suite = `package sallyport_test

import data.sallyport

test_passes if sallyport.decision == {1, 2} with input.list as [2, 1]

test_fails if sallyport.decision == {1} with input.list as [2, 1]

test_without_input if not sallyport.list[0] with input as {}

todo_test_later if false
`

test('each test passes or fails, in OPA and in the engine', async () => {
  const folder = folderOf({ 'main.rego': main, 'main_test.rego': suite })
  const cases = await casesOf(opa, folder)
  expect(cases).toEqual([
    { package: 'sallyport_test', name: 'test_fails', passed: false },
    { package: 'sallyport_test', name: 'test_passes', passed: true },
    { package: 'sallyport_test', name: 'test_without_input', passed: true },
  ])
  expect(await differingCases(opa, folder, cases)).toEqual([])
})

test('a test that counts on the order of a set differs', async () => {
  const words = Array.from({ length: 30 }, (_, index) => `"word ${index}"`)
  const text = `package sallyport_test\n\nimport data.sallyport\n\ntest_order if sallyport.list == sort(sallyport.list) with input.list as [${words}]\n`
  const folder = folderOf({ 'main.rego': main, 'main_test.rego': text })
  const cases = await casesOf(opa, folder)
  expect(cases).toEqual([{ package: 'sallyport_test', name: 'test_order', passed: true }])
  expect(await differingCases(opa, folder, cases)).toEqual([
    'sallyport_test.test_order passes in OPA, and in WebAssembly it is undefined.',
  ])
})

test('a test that is said to pass where it does not is a difference as well', async () => {
  const folder = folderOf({ 'main.rego': main, 'main_test.rego': suite })
  const claimed = [{ package: 'sallyport_test', name: 'test_fails', passed: true }]
  expect(await differingCases(opa, folder, claimed)).toEqual([
    'sallyport_test.test_fails passes in OPA, and in WebAssembly it is undefined.',
  ])
})

test('what can’t be parsed is an error', async () => {
  await expect(casesOf(opa, folderOf({ 'a.rego': 'package a\n\nb :=\n' }))).rejects.toThrow(
    'a.rego:4: rego_parse_error',
  )
})
