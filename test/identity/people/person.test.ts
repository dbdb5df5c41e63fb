import { personOf } from '../../../src/identity/people/person.ts'

const same = { groupsClaim: 'groups', groups: null }
const idp = 'https://idp.test/realms/acme'
const login = { kind: 'login', name: `${idp} ada-1` }
const person = (claims: object, given: Parameters<typeof personOf>[2] = same) =>
  personOf(idp, { sub: 'ada-1', ...claims }, given)

test('somebody whose address is verified goes by it, in lower case, and by their login', () => {
  expect(
    person({ email: 'Ada@Example.com', email_verified: true, groups: ['sre', 'dev', 'sre'], auth_time: 7 }),
  ).toEqual({
    identities: [{ kind: 'email', name: 'ada@example.com' }, login],
    name: 'ada@example.com',
    groups: ['sre', 'dev'],
    authenticatedAt: 7_000,
  })
})

test.each([
  {},
  { email_verified: false },
  { email_verified: 'true' },
  { email_verified: 1 },
  { email_verified: true, email: 'ada' },
  { email_verified: true, email: 'ada@example.com bob@example.com' },
  { email_verified: true, email: 'ada@example.com\u0000' },
  { email_verified: true, email: 'ada\u202e@example.com' },
  { email_verified: true, email: ['ada@example.com'] },
])('an address that is not verified, or is none, is nobody’s: %j', (claims) => {
  const found = person({ email: 'ada@example.com', ...claims })
  expect([found.identities, found.name]).toEqual([[login], 'ada-1 at idp.test'])
})

test.each([
  [{ preferred_username: 'boss@example.com', name: 'Ada' }, 'boss@example.com (ada-1 at idp.test)'],
  [{ name: 'Ada' }, 'Ada (ada-1 at idp.test)'],
  [{ name: 'A\u202eda' }, 'ada-1 at idp.test'],
])('whoever is called %j can’t be taken for somebody else', (claims, name) => {
  expect(person(claims).name).toBe(name)
})

test.each(['sre', { sre: true }, [1], ['sre', null], [''], ['sre\u0000'], undefined])(
  'groups that are %j are none',
  (groups) => {
    expect(person({ groups }).groups).toEqual([])
  },
)

test('groups below another claim, and those alone that the configuration knows', () => {
  const groups = { 'b1-c2': 'sre', 'd3-e4': 'dev', again: 'sre' }
  const claims = { realm_access: { roles: ['b1-c2', 'again', 'sre', 'toString'] } }
  expect(person(claims, { groupsClaim: '/realm_access/roles', groups }).groups).toEqual(['sre'])
  expect(person(claims, { groupsClaim: 'groups', groups }).groups).toEqual([])
})

test('a provider that does not say when they logged in', () => {
  expect(person({}).authenticatedAt).toBeNull()
})
