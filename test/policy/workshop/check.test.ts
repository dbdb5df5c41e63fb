import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPolicies, formatPolicies } from '../../../src/policy/workshop/check.ts'
import { findOpa } from '../../../src/policy/workshop/opa.ts'
import { runOpa } from '../../../src/policy/workshop/run-opa.ts'
import { needingOpa } from '../real-opa.ts'
import { POLICIES, policiesWith } from './policies.ts'

const test = needingOpa()
const opa = (await findOpa())!

const rule = (body: string) => `package sallyport.rules.git.odd\n\ndeny contains {"message": "No."} if ${body}\n`

test('nothing is wrong with the reference policies', async () => {
  await expect(checkPolicies(opa, POLICIES)).resolves.toBeUndefined()
})

const examples = readFileSync(join(import.meta.dirname, '../../../docs/policies.md'), 'utf8')
  .split('```rego\n')
  .slice(1)
  .map((text) => text.slice(0, text.indexOf('```')))

/** Where a rule's file belongs. */
function placeOf(text: string): string {
  const [, category, name] = /^package sallyport\.rules\.(\w+)\.(\w+)$/m.exec(text)!
  return `rules/${category}/${name}/${name}.rego`
}

const migrationsTest = `package sallyport.rules.git.migrations_test

import data.sallyport.lib.inputs_test as inputs
import data.sallyport.rules.git.migrations

changing(path) := inputs.inspected(inputs.push("refs/heads/topic"), {"changes": [inputs.change(path)]})

test_migrations_need_approval if {
	migrations.require_approval == {{
		"message": "This push changes migrations/001.sql on refs/heads/topic, which changes the database.",
		"fix": "Leave the migrations as they are, or wait for the approval.",
		"operation": 2,
		"from": ["database"],
		"quorum": 1,
		"seconds": 3600,
	}} with input as inputs.git([
		inputs.push("refs/heads/topic"),
		changing("src/index.ts"),
		changing("migrations/001.sql"),
	])
		with data.settings.git.migrations.paths as ["migrations/**"]
}
`

test('the rules that the docs show are sound, and do what they say', async () => {
  expect(examples.map(placeOf)).toEqual([
    'rules/git/release_notes/release_notes.rego',
    'rules/git/migrations/migrations.rego',
  ])
  const folder = policiesWith({
    ...Object.fromEntries(examples.map((text) => [placeOf(text), text])),
    'rules/git/migrations/migrations_test.rego': migrationsTest,
  })
  await expect(checkPolicies(opa, folder)).resolves.toBeUndefined()
  const results = await runOpa(opa, folder, ['test', '--format', 'json', '--run', 'migrations', '.'])
  expect(JSON.parse(results)).toEqual([expect.objectContaining({ name: 'test_migrations_need_approval' })])
  expect(JSON.parse(results)).not.toContainEqual(expect.objectContaining({ fail: true }))
})

test.each([
  ['a misspelt field', rule('input.sesion.agent == "ci"'), 'undefined ref: input.sesion.agent'],
  ['a field of the detail that is misspelt', rule('some o in input.operations\n\to.detal == 1'), 'rego_parse_error'],
  [
    'a field of the inspection that is misspelt',
    rule('{\n\tsome o in input.operations\n\to.detail.inspection.forcd\n}'),
    'undefined ref: o.detail.inspection.forcd',
  ],
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
