import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBundle, unpack } from '../../../src/policy/bundle.ts'
import { buildBundle, CAPABILITIES, protocolCategories } from '../../../src/policy/workshop/build.ts'
import { findOpa } from '../../../src/policy/workshop/opa.ts'
import { adapters } from '../../../src/protocols/index.ts'
import { engineOf } from '../engines.ts'
import { fetching, inputOf } from '../inputs.ts'
import { folderOf, needingOpa } from '../real-opa.ts'
import { POLICIES, policiesWith } from './policies.ts'

const test = needingOpa()
const opa = (await findOpa())!

async function built(policies: string, sequence: number | null = null): Promise<Buffer> {
  const output = join(folderOf({}), 'bundle.tar.gz')
  await buildBundle({ opa, policies, output, revision: 'r7', sequence })
  return readFileSync(output)
}

test('a bundle has its revision, its sequence, and an entry point for each protocol with rules', async () => {
  const bundle = readBundle(await built(POLICIES, 12))
  expect([bundle.revision, bundle.sequence]).toEqual(['r7', 12])
  expect([...bundle.entrypoints.keys()].sort()).toEqual([
    'sallyport/decision',
    'sallyport/protocols/git/decision',
    'sallyport/protocols/gitea/decision',
    'sallyport/protocols/github/decision',
    'sallyport/protocols/gitlab/decision',
    'sallyport/protocols/http/decision',
    'sallyport/protocols/net/decision',
  ])
  expect(JSON.parse(bundle.data.toString())).toEqual(JSON.parse(readFileSync(join(POLICIES, 'data.json'), 'utf8')))
})

test('no path of this machine and no test is in it, and it is the same every time', async () => {
  const [one, other] = [await built(POLICIES), await built(POLICIES)]
  const names = [...unpack(one).keys()]
  expect(names.filter((name) => name.includes('test') || name.includes('tmp'))).toEqual([])
  expect(names).toContain('rules/git/reads/reads.rego')
  expect(one).toEqual(other)
})

test('policies that combine their rules in another way have the one entry point', async () => {
  const folder = folderOf({ 'main.rego': 'package sallyport\n\ndecision := {"effect": "deny"}\n' })
  expect([...readBundle(await built(folder)).entrypoints.keys()]).toEqual(['sallyport/decision'])
})

test('what the policies say of the decision log can be asked for, and no more', async () => {
  const main = 'package sallyport\n\ndecision := {"effect": "deny"}\n'
  const entrypointsWith = async (files: { readonly [name: string]: string }) =>
    [...readBundle(await built(folderOf({ 'main.rego': main, ...files }))).entrypoints.keys()].sort()
  const mask = 'package system.log\n\nmask contains "/input/session"\n'
  const drop = 'package system.log\n\ndrop if input.path == "quiet"\n'
  expect(await entrypointsWith({ 'log/mask.rego': mask })).toEqual(['sallyport/decision', 'system/log/mask'])
  expect(await entrypointsWith({ 'mask.rego': mask, 'drop.rego': drop })).toEqual([
    'sallyport/decision',
    'system/log/drop',
    'system/log/mask',
  ])
  const elsewhere = 'package system\n\nlog.drop := true\n\nauthz.mask := true\n'
  expect(await entrypointsWith({ 'system.rego': elsewhere })).toEqual(['sallyport/decision', 'system/log/drop'])
})

test('a rule counts wherever it lies, and another way of finding rules has the one entry point', async () => {
  const deny = 'package sallyport.rules.git.company\n\ndeny contains {"message": "No."} if input.version == 1\n'
  const archive = await built(policiesWith({ 'company/x.rego': deny }))
  expect(engineOf(readBundle(archive)).decide(inputOf('git', [fetching])).effect).toBe('deny')
  const discovery = readFileSync(join(POLICIES, 'discovery.rego'), 'utf8')
  const other = await built(policiesWith({ 'discovery.rego': `${discovery}\nmore := 1\n` }))
  expect([...readBundle(other).entrypoints.keys()]).toEqual(['sallyport/decision'])
})

test('a built-in function that the engine lacks fails the build, by name', async () => {
  const rego = 'package sallyport.rules.git.late\n\ndeny contains {"message": "Late."} if time.now_ns() > 0\n'
  await expect(built(policiesWith({ 'rules/git/late/late.rego': rego }))).rejects.toThrow(
    'undefined function time.now_ns',
  )
})

test('what can’t be parsed says where', async () => {
  const folder = policiesWith({ 'rules/git/odd/odd.rego': 'package sallyport.rules.git.odd\n\ndeny contains\n' })
  await expect(built(folder)).rejects.toThrow('rules/git/odd/odd.rego:4: rego_parse_error')
})

test('each protocol has the categories that the policies say', async () => {
  const categories = await protocolCategories(opa, POLICIES)
  expect(categories.get('git')).toEqual(new Set(['git']))
  expect(categories.get('github')).toEqual(new Set(['forge', 'git', 'github']))
  for (const { protocol } of adapters) expect(categories.get(protocol)).toContain(protocol)
  expect(JSON.parse(readFileSync(CAPABILITIES, 'utf8'))).toHaveProperty('builtins')
})

test('policies without such a list have none', async () => {
  expect(await protocolCategories(opa, folderOf({}))).toEqual(new Map())
})
