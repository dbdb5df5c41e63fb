import type { NonEmpty } from '../../../src/core/json.ts'
import type { Operation } from '../../../src/core/operation.ts'
import { encodeInput } from '../../../src/policy/input.ts'
import { createForge } from '../../../src/protocols/forge/adapter.ts'
import { FETCH, write } from '../../../src/protocols/forge/table.ts'
import { inputOf } from '../../policy/inputs.ts'
import { asItIs, goldensOf } from '../goldens.ts'
import { type Asked, requestOf } from '../requests.ts'

const forge = createForge({
  protocol: 'github',
  routes: [
    ['GET', '/raw', FETCH],
    ['POST', '/things', write('things')],
    ['POST', '/files', write('assets')],
  ],
  mutations: new Map([['thing', [write('things')]]]),
  secretFields: new Set(['secret']),
  folded: false,
  apiPath: ({ path }) => path,
  target: ({ path }) => `/below${path}`,
  repository: () => 'acme/shop',
  credential: (credential) => credential,
  refusal: () => ({}),
})

const kinds = async (asked: Asked) =>
  (await forge.normalise(requestOf(asked))).map(({ kind, access }) => `${kind} ${access}`)
const json = [['content-type', 'application/json']] as const
const graphql = (query: string): Asked => ({
  method: 'POST',
  target: '/graphql',
  headers: json,
  body: JSON.stringify({ query }),
})

test.each<[string, Asked, string]>([
  ['what the table has', { method: 'POST', target: '/things', headers: json, body: '{}' }, 'github.things write'],
  ['reading, which the table has', { target: '/raw' }, 'git.fetch read'],
  ['the same with a slash', { target: '/raw/' }, 'git.fetch read'],
  ['any other reading', { method: 'HEAD', target: '/other' }, 'github.read read'],
  ['what is asked before', { method: 'OPTIONS', target: '/things' }, 'github.read read'],
  ['any other writing', { method: 'PUT', target: '/things' }, 'github.unknown execute'],
  ['a method that nobody knows', { method: 'MERGE', target: '/things' }, 'github.unknown execute'],
  ['a write with a slash', { method: 'POST', target: '/things/' }, 'github.unknown execute'],
  ['a query', graphql('{ a }'), 'github.query read'],
  ['a query of secrets', graphql('{ a { secret } }'), 'github.secrets read'],
  ['a mutation that is known', graphql('mutation { thing { id } }'), 'github.things write'],
  ['a mutation by an inherited name', graphql('mutation { constructor { id } }'), 'github.graphql execute'],
  ['GraphQL with a query string', { ...graphql('{ a }'), target: '/graphql?x' }, 'github.graphql execute'],
  ['a file, whatever is in it', { method: 'POST', target: '/files', body: '\0', headers: [] }, 'github.assets write'],
])('%s', async (_, asked, expected) => {
  expect(await kinds(asked)).toEqual([expected])
})

test.each<[string, Asked]>([
  ['a GET with a body', { target: '/raw', headers: json, body: '{}' }],
  [
    'a form, though nobody reads it',
    { method: 'PUT', target: '/x', body: 'a=b', headers: [['content-type', 'x/form']] },
  ],
  [
    'a form for a file',
    { method: 'POST', target: '/files', body: 'a', headers: [['content-type', 'multipart/form-data']] },
  ],
  [
    'GraphQL that is no JSON',
    { method: 'POST', target: '/graphql', body: '{ a }', headers: [['content-type', 'application/graphql']] },
  ],
])('refused: %s', async (_, asked) => {
  await expect(forge.normalise(requestOf(asked))).rejects.toMatchObject({ code: 'ERR_UNINTELLIGIBLE' })
})

test('a request goes where the API is', () => {
  expect(forge.authorise(requestOf({ target: '/things?a=1' }), { kind: 'none' }, new Date(0)).target).toBe(
    '/below/things?a=1',
  )
})

test('answers are text as any API’s', () => {
  expect(forge.text({ status: 200, headers: [['content-type', 'application/json']] })).toMatchObject({
    codings: [],
    format: 'json',
  })
})

test.each(['github', 'gitlab', 'gitea'])('the schema describes all that %s’s requests do', (protocol) => {
  const goldens = goldensOf(protocol, asItIs).filter(({ expected }) => Array.isArray(expected))
  expect(goldens.length).toBeGreaterThan(25)
  for (const { expected } of goldens) {
    const input = inputOf(protocol, expected as unknown as NonEmpty<Operation>)
    expect(() => encodeInput(input)).not.toThrow()
  }
})
