import { type AgentMapping, claimsForPolicy, matchAgent, missingOwner } from '../../src/identity/agents.ts'

const mapping = (changes: Partial<AgentMapping> = {}): AgentMapping => ({
  name: 'shop-bot',
  issuer: 'ci',
  claims: { repository: ['acme/shop'] },
  groups: [],
  ...changes,
})

test('the first mapping that matches counts', () => {
  const mappings = [
    mapping({ name: 'a', issuer: 'other' }),
    mapping({ name: 'b', claims: { repository: ['acme/till'] } }),
    mapping({ name: 'c', claims: { repository: ['acme/*'] } }),
    mapping({ name: 'd' }),
  ]
  expect(matchAgent(mappings, 'ci', { repository: 'acme/shop' })!.name).toBe('c')
  expect(matchAgent(mappings, 'ci', { repository: 'evil/shop' })).toBeUndefined()
  expect(matchAgent(mappings, 'none', { repository: 'acme/shop' })).toBeUndefined()
})

test('every claim must match, by any of its patterns', () => {
  const mappings = [mapping({ claims: { repository: ['acme/shop', 'acme/till'], ref: ['refs/heads/main'] } })]
  const match = (claims: object) => matchAgent(mappings, 'ci', { ...claims }) !== undefined
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
  expect(matchAgent(mappings, 'ci', { repository: value }) !== undefined).toBe(expected)
})

test('what every object has is no claim', () => {
  expect(matchAgent([mapping({ claims: { constructor: ['*'] } })], 'ci', {})).toBeUndefined()
})

const GITHUB = 'https://token.actions.githubusercontent.com'
test.each<[string, AgentMapping['claims'], boolean]>([
  [GITHUB, {}, true],
  [GITHUB, { ref: ['refs/heads/main'] }, true],
  [GITHUB, { repository: ['*/*'] }, true],
  [GITHUB, { repository: ['acme/shop', '*/shop'] }, true],
  [GITHUB, { repository: [] }, true],
  [GITHUB, { repository: ['acme/*'] }, false],
  [GITHUB, { repository_owner: ['acme'] }, false],
  [GITHUB, { repository_id: ['12'] }, false],
  ['https://gitlab.com', { namespace_path: ['ac*'] }, true],
  ['https://gitlab.com', { project_path: ['acme/*'] }, false],
  ['https://agent.buildkite.com', { pipeline_slug: ['shop'] }, true],
  ['https://agent.buildkite.com', { organization_slug: ['acme'] }, false],
  ['https://accounts.google.com', { email: ['*'] }, true],
  ['https://accounts.google.com', { sub: ['1'] }, false],
  ['https://ci.acme.test', {}, false],
])('at %s, claims %j leave the owner open: %j', (issuer, claims, open) => {
  expect(missingOwner(issuer, mapping({ claims })) !== null).toBe(open)
})

test('what is missing is named', () => {
  expect(missingOwner('https://accounts.google.com', mapping())).toEqual(['sub', 'email'])
})

test('policy sees every claim but those of the token itself', () => {
  const own = { jti: 'x', iat: 1, nbf: 2, exp: 3, aud: 'y' }
  expect(claimsForPolicy({ ...own, iss: 'i', sub: 's', nested: { a: [1] } })).toEqual({
    iss: 'i',
    sub: 's',
    nested: { a: [1] },
  })
})
