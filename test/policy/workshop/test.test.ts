import { readFileSync } from 'node:fs'
import { findOpa } from '../../../src/policy/workshop/opa.ts'
import { testPolicies } from '../../../src/policy/workshop/test.ts'
import { needingOpa } from '../real-opa.ts'
import { policiesWith } from './policies.ts'

const test = needingOpa()
const opa = (await findOpa())!

const rule = 'package sallyport.rules.git.odd\n\ndeny contains {"message": "No."} if input.session.agent == "odd"\n'
const suite = (agent: string) => `package sallyport.rules.git.odd_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.odd

test_the_agent_is_odd if {
	odd.deny == {{"message": "No."}} with input as object.union(inputs.git([inputs.fetch]), {"session": {"agent": "${agent}"}})
}
`

function tested(files: { readonly [path: string]: string }) {
  return testPolicies({ opa, policies: policiesWith(files), inputs: 20, coverage: 100 })
}

test('what passes everywhere has no problems', async () => {
  const report = await tested({ 'rules/git/odd/odd.rego': rule, 'rules/git/odd/odd_test.rego': suite('odd') })
  expect(report).toMatchObject({ coverage: 100, inputs: 20, problems: [] })
  expect(report.tests).toBeGreaterThan(100)
}, 60_000)

test('a test that fails is a problem', async () => {
  const report = await tested({ 'rules/git/odd/odd.rego': rule, 'rules/git/odd/odd_test.rego': suite('even') })
  expect(report.problems).toEqual(['sallyport.rules.git.odd_test.test_the_agent_is_odd fails.'])
}, 60_000)

test('so are lines that no test reaches', async () => {
  const report = await tested({ 'rules/git/odd/odd.rego': rule })
  expect(report.problems).toEqual([
    'rules/git/odd/odd.rego:3 is reached by no test.',
    expect.stringMatching(/^Tests reach 9\d\.\d+% of the lines, not 100%\.$/),
  ])
}, 60_000)

test('so is a detector that does not do what it says of itself', async () => {
  const data = JSON.parse(readFileSync('policies/data.json', 'utf8')) as { settings: { secrets: object } }
  const order = { name: 'order', title: 'Order', pattern: 'ORD-[0-9]{6}', examples: ['ORD-1'], lookalikes: ['ORD'] }
  const settings = { ...data.settings, secrets: { ...data.settings.secrets, custom: [order] } }
  const { problems } = await tested({ 'data.json': JSON.stringify({ ...data, settings }) })
  expect(problems).toContain('Detector "order" finds nothing in its example "ORD-1".')
}, 60_000)
