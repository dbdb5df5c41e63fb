import type { Json } from '../../../src/core/json.ts'
import { readGraphql } from '../../../src/protocols/forge/graphql.ts'

const read = (query: string, more: { readonly [name: string]: Json } = {}) => readGraphql({ query, ...more })
const why = (body: Json) => {
  const call = readGraphql(body)
  return call.kind === 'unknown' ? call.why : call
}

test('a query, with every field that it or its fragments name', () => {
  expect(read('query A { a: viewer { login ...f } } fragment f on User { name }')).toEqual({
    kind: 'query',
    fields: new Set(['viewer', 'login', 'name']),
  })
  expect(read('{ viewer { login } }', { operationName: null, variables: null, extensions: {} }).kind).toBe('query')
})

test('mutations by their own names, through aliases, fragments and directives', () => {
  const query = `
    mutation M($x: Boolean!, $in: In = {a: "default", e: ONE, n: 1.5, t: true, z: null}) {
      __typename
      other: one(input: {a: "b"}) @skip(if: $x) { id }
      ... on Mutation @include(if: $x) { two(input: $in) { id } }
      ...rest
    }
    fragment rest on Mutation { ...deeper three { id } }
    fragment deeper on Mutation { ...rest four(input: {list: [$in]}) { id } }`
  const defaults = { a: 'default', e: 'ONE', n: 1.5, t: true, z: null }
  expect(read(query, { variables: { x: true } })).toEqual({
    kind: 'mutations',
    mutations: [
      { name: 'one', arguments: { input: { a: 'b' } } },
      { name: 'two', arguments: { input: defaults } },
      { name: 'four', arguments: { input: { list: [defaults] } } },
      { name: 'three', arguments: {} },
    ],
  })
  expect(read(query, { variables: { x: true, in: { a: 'given' } } })).toMatchObject({
    mutations: [{}, { arguments: { input: { a: 'given' } } }, {}, {}],
  })
})

test('of several operations, the one that is named', () => {
  const query = 'query A { a } mutation B { b }'
  expect(read(query, { operationName: 'A' }).kind).toBe('query')
  expect(read(query, { operationName: 'B' }).kind).toBe('mutations')
})

const NOT_ONE = "It is not one GraphQL operation that the request names, but several of the document's, or none."
const UNREADABLE = "The GraphQL document can't be read."

test.each<[Json, string]>([
  [[{ query: '{ a }' }], 'Several GraphQL requests in one are not read: send them one by one.'],
  [null, 'The request holds no GraphQL document.'],
  ['{ a }', 'The request holds no GraphQL document.'],
  [{ query: ['{ a }'] }, 'The request holds no GraphQL document.'],
  [{ query: '{ a }', id: 'x' }, 'A GraphQL request has no "id" beside its document.'],
  [
    { query: '{ a }', extensions: { x: 1 } },
    'Extensions of GraphQL requests, such as persisted documents, are not read.',
  ],
  [{ query: '{ a' }, UNREADABLE],
  [{ query: '' }, UNREADABLE],
  [{ query: `{ ${'a '.repeat(20_001)} }` }, UNREADABLE],
  [{ query: `{ ${'a { '.repeat(9_000)}b${' }'.repeat(9_000)} }` }, UNREADABLE],
  [{ query: 'query A { a } mutation B { b }' }, NOT_ONE],
  [{ query: 'query A { a } mutation B { b }', operationName: 'C' }, NOT_ONE],
  [{ query: 'query A { a } mutation A { b }', operationName: 'A' }, NOT_ONE],
  [{ query: 'mutation A { b }', operationName: 7 }, NOT_ONE],
  [{ query: 'subscription { a }' }, 'GraphQL subscriptions are not read.'],
  [{ query: '{ a } type A { b: Int }' }, 'The GraphQL document defines something other than operations and fragments.'],
  [{ query: 'mutation { __typename }' }, 'The GraphQL mutation asks for nothing.'],
  [{ query: 'mutation { ...f }' }, 'The GraphQL document lacks a fragment that it uses.'],
  [
    { query: 'mutation { ...f } fragment f on M { a } fragment f on M { b }' },
    'The GraphQL document defines a fragment twice.',
  ],
  [{ query: 'mutation { a(input: {x: 1}, input: {x: 2}) }' }, 'A GraphQL mutation has an argument twice.'],
  [{ query: 'mutation { a(input: {b: {x: 1, x: 2}}) }' }, 'A GraphQL value has a field twice.'],
  [{ query: 'mutation { a(input: $x) }' }, 'A GraphQL mutation uses a variable that has no value.'],
  [{ query: 'mutation($x: In) { a(input: $x) }' }, 'A GraphQL mutation uses a variable that has no value.'],
  [
    { query: 'mutation { a(input: $x) }', variables: { x: 1 } },
    'A GraphQL mutation uses a variable that has no value.',
  ],
  [{ query: 'mutation($x: In, $x: In) { a }' }, 'The GraphQL document declares a variable twice.'],
  [{ query: 'mutation { a }', variables: '{}' }, "The GraphQL request's variables are no object."],
  [{ query: 'mutation { a }', variables: [] }, "The GraphQL request's variables are no object."],
  [{ query: `mutation { ${'a '.repeat(101)} }` }, 'The request holds more than 100 GraphQL mutations.'],
])('there is no telling what %.80j does', (body, expected) => {
  expect(why(body)).toBe(expected)
})
