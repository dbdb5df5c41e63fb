import type { Config } from '../src/config/config.ts'
import { openPeople, type PeopleParts } from '../src/open-people.ts'
import { serving } from './api/served.ts'
import { type FakeProvider, startProvider } from './identity/people/fake-provider.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'

let database: TestDatabase
let idp: FakeProvider
beforeAll(async () => {
  database = await testDatabase()
  idp = await startProvider(Date.now)
})
afterAll(async () => {
  idp.close()
  await database.drop()
})

const parts = () =>
  ({
    operatorToken: 'o',
    pool: database.pool,
    base: () => 'https://gate.test',
    report: () => {},
  }) as unknown as PeopleParts
const login = (): Config['login'] => ({
  ...{
    issuer: idp.url,
    clientId: 'gate',
    clientSecret: null,
    cliClientId: 'gate-cli',
    caFile: null,
    groupsClaim: 'groups',
  },
  ...{ scopes: ['openid'], groups: null, sessionSeconds: 60, admins: [] },
})
const config = (changes: Partial<Config>) =>
  ({ login: login(), approvals: { url: 'https://gate.test' }, listen: { people: { tls: null } }, ...changes }) as Config

test('people log in where that is configured, with cookies that fit how they come', async () => {
  const ask = await serving(await openPeople(config({}), parts()))
  expect((await ask('/login/discovery')).body).toMatchObject({ issuer: idp.url, client_id: 'gate-cli' })
  const begun = await ask('/login', { redirect: 'manual' })
  expect([begun.status, begun.headers.get('location')]).toEqual([303, expect.stringContaining(`${idp.url}/authorize?`)])
  expect(begun.headers.get('set-cookie')).toMatch(/^__Host-sallyport-login-.*; Secure;/)
  const local = { waitSeconds: 1, inlineSeconds: 1, url: null }
  const plain = await serving(await openPeople(config({ approvals: local }), parts()))
  expect((await plain('/login', { redirect: 'manual' })).headers.get('set-cookie')).toMatch(/^sallyport-login-/)
})

test('nobody logs in where it isn’t', async () => {
  const ask = await serving(await openPeople(config({ login: null }), parts()))
  expect((await ask('/login/discovery')).status).toBe(401)
})
