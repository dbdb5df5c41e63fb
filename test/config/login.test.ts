import { At } from '../../src/config/at.ts'
import { checkLogin, login, toLogin } from '../../src/config/login.ts'
import { formatPath } from '../../src/config/problem.ts'

const smallest = { issuer: 'https://idp.test', client_id: 'gate' }

test('the smallest, with its defaults; and all of it', () => {
  expect(toLogin(login.parse(smallest), '/etc/gate')).toEqual({
    issuer: 'https://idp.test',
    ...{ clientId: 'gate', cliClientId: 'gate', clientSecret: null, caFile: null },
    ...{
      groupsClaim: 'groups',
      scopes: ['openid', 'email', 'profile'],
      groups: null,
      sessionSeconds: 28_800,
      admins: [],
    },
  })
  const all = {
    ...smallest,
    ...{ client_secret: 'file:secret', cli_client_id: 'gate-cli', ca: 'idp.pem', groups_claim: '/realm_access/roles' },
    ...{ scopes: ['openid', 'groups'], groups: { 'b1-c2': 'sre' }, session_seconds: 3_600, admins: ['admins'] },
  }
  expect(toLogin(login.parse(all), '/etc/gate')).toEqual({
    issuer: 'https://idp.test',
    ...{ clientId: 'gate', cliClientId: 'gate-cli', clientSecret: { from: 'file', name: '/etc/gate/secret' } },
    ...{ caFile: '/etc/gate/idp.pem', groupsClaim: '/realm_access/roles', scopes: ['openid', 'groups'] },
    ...{ groups: { 'b1-c2': 'sre' }, sessionSeconds: 3_600, admins: ['admins'] },
  })
})

test.each([
  [{ client_id: '' }],
  [{ client_secret: 'hunter2' }],
  [{ issuer: 'idp.test' }],
  [{ scopes: ['openid email'] }],
  [{ groups: { a: 1 } }],
  [{ session_seconds: 59 }],
  [{ redirect_uri: 'https://gate.test' }],
])('refused: %j', (changes) => {
  expect(login.safeParse({ ...smallest, ...changes }).success).toBe(false)
})

/** What is wrong between the fields, as `path message`. */
function broken(changes: object, more: object = {}, people = '127.0.0.1:7071'): string[] {
  const root = new At({ listen: { people: { address: people } }, login: { ...smallest, ...changes }, ...more })
  return [...checkLogin(root)].map(({ path, message }) => `${formatPath(path)} ${message}`)
}

test('whoever logs in comes back by https, or on this machine', () => {
  expect(broken({})).toEqual([])
  expect(broken({}, {}, '10.0.0.1:443')).toEqual(['approvals.url is missing: people who log in are sent back there'])
  expect(broken({}, { approvals: { url: 'https://gate.test' } }, '10.0.0.1:443')).toEqual([])
  expect(broken({}, { approvals: { url: 'http://gate.test' } })).toEqual([
    'approvals.url must be https:// where people log in: their cookies go there',
  ])
  expect(broken({}, { approvals: { url: 'http://localhost:7071' } })).toEqual([])
})

test('the provider is asked over TLS, but for development on this machine', () => {
  const message = 'login.issuer must be https://: http:// is only for mode: development, and a loopback address'
  expect(broken({ issuer: 'http://127.0.0.1:1' })).toEqual([message])
  expect(broken({ issuer: 'http://idp.test' }, { mode: 'development' })).toEqual([message])
  expect(broken({ issuer: 'http://127.0.0.1:1', ca: 'idp.pem' }, { mode: 'development' })).toEqual([
    'login.ca is for an issuer that speaks TLS',
  ])
})

test('scopes without openid bring no ID token', () => {
  expect(broken({ scopes: ['email'] })).toEqual(['login.scopes must have openid among them'])
})

test('without the section nothing is wrong with it', () => {
  expect([...checkLogin(new At({ listen: { people: { address: '10.0.0.1:443' } } }))]).toEqual([])
})
