import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPolicies, formatPolicies } from '../../../src/policy/workshop/check.ts'
import { findOpa } from '../../../src/policy/workshop/opa.ts'
import { needingOpa } from '../real-opa.ts'
import { POLICIES, policiesWith } from './policies.ts'

const test = needingOpa()
const opa = (await findOpa())!

const rule = (body: string) => `package sallyport.rules.git.odd\n\ndeny contains {"message": "No."} if ${body}\n`

test('nothing is wrong with the reference policies', async () => {
  await expect(checkPolicies(opa, POLICIES)).resolves.toBeUndefined()
})

test.each([
  ['a misspelt field', rule('input.sesion.agent == "ci"'), 'undefined ref: input.sesion.agent'],
  ['a field of the detail that is misspelt', rule('some o in input.operations\n\to.detal == 1'), 'rego_parse_error'],
  ['a builtin that the engine lacks', rule('http.send({}).status == 200'), 'undefined function http.send'],
  ['an unused variable', rule('{\n\tx := 1\n}').replace(' if {', ' if {'), 'assigned var x unused'],
])('%s is found', async (_what, text, words) => {
  await expect(checkPolicies(opa, policiesWith({ 'rules/git/odd/odd.rego': text }))).rejects.toThrow(words)
})

test('what isn’t formatted is named, and formatted', async () => {
  const folder = policiesWith({ 'rules/git/odd/odd.rego': rule('input.version   ==  2') })
  await expect(checkPolicies(opa, folder)).rejects.toThrow(/^Not formatted:\nrules\/git\/odd\/odd.rego$/)
  expect(await formatPolicies(opa, folder)).toEqual(['rules/git/odd/odd.rego'])
  expect(readFileSync(join(folder, 'rules/git/odd/odd.rego'), 'utf8')).toBe(rule('input.version == 2'))
  expect(await formatPolicies(opa, folder)).toEqual([])
})
