import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { differingInputs } from '../../../src/policy/workshop/compare.ts'
import { findOpa } from '../../../src/policy/workshop/opa.ts'
import { needingOpa } from '../real-opa.ts'
import { POLICIES, policiesWith } from './policies.ts'

const test = needingOpa()
const opa = (await findOpa())!

test('OPA and the engine decide a thousand inputs alike', async () => {
  expect(await differingInputs(opa, POLICIES, 1000)).toEqual([])
}, 120_000)

test('a combination that counts on order is found out', async () => {
  const main = readFileSync(join(POLICIES, 'main.rego'), 'utf8')
  // Only the first reason, of what comes in no order.
  const folder = policiesWith({ 'main.rego': main.replace('"reasons": refusals,', '"reasons": [refusals[0]],') })
  const [first, ...others] = await differingInputs(opa, folder, 400)
  expect(others.length).toBeGreaterThan(0)
  expect(first).toMatchObject({ opa: { effect: 'deny' }, wasm: { effect: 'deny' } })
}, 120_000)

test('an entry point that asks fewer rules than it should is found out', async () => {
  // Rules of the protocol itself count as foreign: the lists of the protocols' entry points don't.
  const folder = policiesWith({
    'lib/protocols/protocols.rego': readFileSync(join(POLICIES, 'lib/protocols/protocols.rego'), 'utf8').replace(
      'foreign := owned - object.get(categories, input.connection.protocol, set())',
      'foreign := owned',
    ),
  })
  const differences = await differingInputs(opa, folder, 400)
  expect(differences.every(({ entrypoint }) => entrypoint.startsWith('sallyport/protocols/'))).toBe(true)
  expect(differences.length).toBeGreaterThan(0)
}, 120_000)
