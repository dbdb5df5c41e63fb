import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findOpa } from '../../../src/policy/workshop/opa.ts'
import { checkSources, parseSources } from '../../../src/policy/workshop/sources.ts'
import { folderOf, needingOpa } from '../real-opa.ts'
import { POLICIES, policiesWith } from './policies.ts'

const test = needingOpa()
const opa = (await findOpa())!
const checked = async (policies: string) => checkSources(policies, await parseSources(opa, policies))
const deny = 'deny contains {"message": "No."}'

test('the reference policies are asked, all of them', async () => {
  await expect(checked(POLICIES)).resolves.toBeUndefined()
})

test('what OPA reads is told file by file, and what it cannot read is named', async () => {
  const told = await parseSources(opa, folderOf({ 'b.rego': 'package b\n\nx contains 1\n', 'a/c.rego': 'package c\n' }))
  expect(told.map(({ file, module }) => [file, module.package.path[1]!.value, module.rules?.length ?? 0])).toEqual([
    ['a/c.rego', 'c', 0],
    ['b.rego', 'b', 1],
  ])
  await expect(
    parseSources(opa, folderOf({ 'a.rego': 'package a\n', 'b.rego': 'package b\n\nx if {\n' })),
  ).rejects.toThrow('b.rego:4: rego_parse_error: unexpected eof token')
})

test('a rule may lie anywhere, if its package says what it is', async () => {
  const files = { 'company/x.rego': `package sallyport.rules.git.company\n\n${deny}\n` }
  await expect(checked(policiesWith(files))).resolves.toBeUndefined()
})

test.each([
  ['company/x.rego', `package sallyport.rules.company\n\n${deny}\n`, 'package sallyport.rules.company is never asked'],
  ['rules/git/a/b/b.rego', `package sallyport.rules.git.a.b\n\n${deny}\n`, 'package sallyport.rules.git.a.b is never'],
  ['rules/git/q.rego', `package sallyport.rules.git\n\nq.${deny}\n`, 'package sallyport.rules.git is never asked'],
  ['more.rego', 'package sallyport\n\nanswers.deny["git/x"] := {}\n', 'package sallyport combines what rules find'],
  ['sallyport/rules/git/x/data.json', '{"deny": []}', 'data below sallyport would stand in for rules'],
  ['data.json', '{"sallyport": {"rules": {}}}', 'data below sallyport would stand in for rules'],
])('%s would be passed over, and is refused', async (file, text, words) => {
  await expect(checked(policiesWith({ [file]: text }))).rejects.toMatchObject({
    code: 'ERR_POLICY_BUNDLE',
    message: expect.stringContaining(`${file}: ${words}`),
  })
})

const settings = (JSON.parse(readFileSync(join(POLICIES, 'data.json'), 'utf8')) as { settings: Settings }).settings
type Settings = { readonly git: object; readonly session: object }

test.each([
  ['a setting that is missing', { ...settings, git: {} }, "settings/git must have required property 'protected_tags'."],
  [
    'a time that is none',
    { ...settings, session: { ...settings.session, business_hours: { opens: '9:00' } } },
    'settings/session/business_hours/opens must match pattern',
  ],
  ['settings that are none', [], 'settings must be object.'],
])('%s is named', async (_what, odd, words) => {
  const folder = policiesWith({ 'data.json': JSON.stringify({ settings: odd }) })
  await expect(checked(folder)).rejects.toThrow(`data.json: ${words}`)
})

test('policies without a schema of their settings may have any', async () => {
  const folder = policiesWith({ 'data.json': '{"settings": {}}' })
  rmSync(join(folder, 'settings.schema'))
  await expect(checked(folder)).resolves.toBeUndefined()
})
