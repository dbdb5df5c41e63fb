import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Capabilities, supportedCapabilities } from '../../scripts/capabilities.ts'
import { builtins } from '../../src/policy/builtins/index.ts'

const decl = {
  type: 'function',
  args: [{ type: 'string', name: 'text', description: 'a text' }],
  result: { type: 'boolean' },
}
const all: Capabilities = {
  builtins: [
    { name: 'abs', decl },
    { name: 'http.send', decl, nondeterministic: true },
    { name: 'any', decl, deprecated: true },
    { name: 'eq', decl, infix: '=' },
    { name: 'walk', decl, relation: true },
    { name: 'semver.compare', decl },
    { name: 'yaml.marshal', decl },
  ],
  features: ['rego_v1'],
}

test('what the module has, and what the host supplies, is kept without its words', () => {
  const plain = { type: 'function', args: [{ type: 'string' }], result: { type: 'boolean' } }
  expect(supportedCapabilities(all, ['semver.compare', 'any'])).toEqual({
    builtins: [
      { name: 'abs', decl: plain },
      { name: 'eq', decl: plain, infix: '=' },
      { name: 'walk', decl: plain, relation: true },
      { name: 'semver.compare', decl: plain },
    ],
    features: ['rego_v1'],
  })
})

test('a host that supplies what is not pure, or what OPA does not have, is refused', () => {
  expect(() => supportedCapabilities(all, ['http.send'])).toThrow('http.send is not pure')
  expect(() => supportedCapabilities(all, ['no.such'])).toThrow('OPA has no builtin no.such.')
})

test('the committed capabilities have every builtin that the host supplies', () => {
  const file = join(import.meta.dirname, '../../policies/capabilities.json')
  const committed = JSON.parse(readFileSync(file, 'utf8')) as Capabilities
  const names = new Set(committed.builtins.map(({ name }) => name))
  expect([...builtins.keys()].filter((name) => !names.has(name))).toEqual(['re_match'])
  expect(committed.features).toEqual(['keywords_in_refs', 'rego_v1', 'template_strings'])
})
