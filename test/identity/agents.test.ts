import type { GatewayError } from '../../src/core/errors.ts'
import { type AgentMapping, claimsForPolicy, matchAgent } from '../../src/identity/agents.ts'

const mapping = (changes: Partial<AgentMapping> = {}): AgentMapping => ({
  name: 'shop-bot',
  issuer: 'ci',
  claims: { repository: ['acme/shop'] },
  groups: [],
  ...changes,
})

/** The agent's name, or why there is none. */
function matched(mappings: readonly AgentMapping[], claims: object, issuer = 'ci'): string {
  try {
    return matchAgent(mappings, issuer, { ...claims }).name
  } catch (thrown) {
    return (thrown as GatewayError).message.replace('The token is genuine, but no agent is mapped to it: ', 'none: ')
  }
}

test('the first mapping that matches counts', () => {
  const mappings = [
    mapping({ name: 'a', issuer: 'other' }),
    mapping({ name: 'b', claims: { repository: ['acme/till'] } }),
    mapping({ name: 'c', claims: { repository: ['acme/*'] } }),
    mapping({ name: 'd' }),
  ]
  expect(matched(mappings, { repository: 'acme/shop' })).toBe('c')
  expect(matched(mappings, { repository: 'evil/shop' })).toBe('none: its claim "repository" (evil/shop) fits none.')
  expect(matched(mappings, { repository: 'acme/shop' }, 'none')).toBe('none: its issuer has no agents here.')
})

test('every claim must match, by any of its patterns', () => {
  const mappings = [mapping({ claims: { repository: ['acme/shop', 'acme/till'], ref: ['refs/heads/main'] } })]
  const match = (claims: object) => matched(mappings, claims) === 'shop-bot'
  expect(match({ repository: 'acme/till', ref: 'refs/heads/main' })).toBe(true)
  expect(match({ repository: 'acme/till', ref: 'refs/heads/next' })).toBe(false)
  expect(match({ repository: 'acme/till' })).toBe(false)
})

test.each<[string, unknown, boolean]>([
  ['acme/*', 'acme/shop', true],
  ['acme/*', 'acme/shop/sub', false],
  ['acme/*', 'xacme/shop', false],
  ['acme/*', 'acme/shop\nx', true],
  ['acme/*', 'ACME/shop', false],
  ['*', 'acme/shop', false],
  ['*/*', 'acme/shop', true],
  ['acme/sh.p', 'acme/shop', false],
  ['a(b|c)+', 'ab', false],
  ['a(b|c)+', 'a(b|c)+', true],
  ['acme/shop', 'acme/shop\n', false],
  ['42', 42, true],
  ['true', true, true],
  ['*', null, false],
  ['*', ['x'], false],
  ['*', undefined, false],
])('the pattern %j and the claim %j', (pattern, value, expected) => {
  const mappings = [mapping({ claims: { repository: [pattern] } })]
  expect(matched(mappings, { repository: value }) === 'shop-bot').toBe(expected)
})

test('what every object has is no claim', () => {
  expect(matched([mapping({ claims: { constructor: ['*'] } })], {})).toBe(
    'none: its claim "constructor" (missing) fits none.',
  )
})

test('a claim within a claim is named by a pointer', () => {
  const mappings = [mapping({ claims: { '/kubernetes.io/namespace': ['agents'] } })]
  expect(matched(mappings, { 'kubernetes.io': { namespace: 'agents' } })).toBe('shop-bot')
  expect(matched(mappings, { 'kubernetes.io': { namespace: 'default' } })).toBe(
    'none: its claim "/kubernetes.io/namespace" (default) fits none.',
  )
})

test('a refusal names the claims that kept a token from the nearest mappings, and nothing of what they ask for', () => {
  const mappings = [
    mapping({ claims: { owner: ['acme'], ref: ['main'], event: ['push'] } }),
    mapping({ claims: { owner: ['acme'], ref: ['next'] } }),
    mapping({ claims: { owner: ['other'], ref: ['main'] } }),
    mapping({ issuer: 'elsewhere', claims: { actor: ['ada'] } }),
  ]
  expect(matched(mappings, { owner: 'acme', ref: 'topic', event: 'schedule' })).toBe(
    'none: its claim "ref" (topic) fits none.',
  )
  expect(matched(mappings, { owner: 'acme', ref: 'main', event: 'schedule' })).toBe(
    'none: its claims "event" (schedule), "ref" (main) and "owner" (acme) fit none.',
  )
  expect(matched([mapping({ claims: Object.fromEntries([...'abcdefg'].map((name) => [name, ['x']])) })], {})).toBe(
    'none: its claims "a" (missing), "b" (missing), "c" (missing), "d" (missing) and "e" (missing) fit none.',
  )
  expect(() => matchAgent(mappings, 'ci', {})).toThrow(
    expect.objectContaining({ code: 'ERR_TOKEN_AGENT', fix: 'Map its claims to an agent in sallyport.yaml: agents.' }),
  )
})

test('policy sees every claim but those of the token itself', () => {
  const own = { jti: 'x', iat: 1, nbf: 2, exp: 3, aud: 'y' }
  expect(claimsForPolicy({ ...own, iss: 'i', sub: 's', nested: { a: [1] } })).toEqual({
    iss: 'i',
    sub: 's',
    nested: { a: [1] },
  })
})
