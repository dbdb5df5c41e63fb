import { findOpa } from '../../../src/policy/workshop/opa.ts'
import { runOpa } from '../../../src/policy/workshop/run-opa.ts'
import { folderOf, needingOpa } from '../real-opa.ts'

const test = needingOpa()
const opa = (await findOpa())!

test('what OPA writes is answered', async () => {
  expect(JSON.parse(await runOpa(opa, folderOf({}), ['eval', '1 + 1', '--format', 'values']))).toEqual([2])
})

test('what it is given is read, or left', async () => {
  const read = runOpa(opa, folderOf({}), ['eval', '--stdin-input', 'input.a', '--format', 'raw'], '{"a": 7}')
  await expect(read).resolves.toBe('7\n')
  const left = runOpa(opa, folderOf({}), ['eval', '7', '--format', 'raw'], ' '.repeat(1_000_000))
  await expect(left).resolves.toBe('7\n')
})

test('what OPA has against it is the error', async () => {
  const folder = folderOf({ 'a.rego': 'package a\n\nb := c\n' })
  await expect(runOpa(opa, folder, ['check', '.'])).rejects.toThrow('a.rego:3: rego_unsafe_var_error: var c is unsafe')
})
