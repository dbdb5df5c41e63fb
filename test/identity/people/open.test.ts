import { randomBytes } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { realTiming } from '../../../src/core/timing.ts'
import { type ConfiguredPeople, openLogin } from '../../../src/identity/people/open.ts'
import { type FakeProvider, startProvider } from './fake-provider.ts'
import { memoryStore } from './memory-store.ts'

let idp: FakeProvider
beforeEach(async () => {
  idp = await startProvider(Date.now)
})
afterEach(() => idp.close())

const key = randomBytes(32)
function open(changes: Partial<ConfiguredPeople> = {}, store = memoryStore(), now = Date.now) {
  const configured: ConfiguredPeople = {
    ...{ issuer: idp.url, clientId: 'gate', clientSecret: null, cliClientId: 'gate-cli', caFile: null },
    ...{ scopes: ['openid', 'email'], groupsClaim: 'groups', groups: null, sessionSeconds: 60, ...changes },
  }
  const base = () => 'https://gate.test'
  return openLogin(configured, { store, key, read: async () => 'hunter2', base, now, timing: realTiming })
}
const lastly = (path: string) => idp.asked.findLast((it) => it.path === path)!

/** Begins a login, and has the provider answer its code with these claims; answers the parameters to come back with. */
async function begun(login: Awaited<ReturnType<typeof open>>, claims: JWTPayload = {}) {
  const { location, state, sealed } = await login.begin('/approvals/a-1', null)
  const asked = new URL(location)
  const nonce = asked.searchParams.get('nonce')!
  const idToken = await idp.sign({ nonce, ...claims })
  idp.token = { body: { access_token: 'access', token_type: 'Bearer', id_token: idToken } }
  return { asked, sealed, state, idToken, query: `?code=c&state=${state}` }
}

test('the browser is sent with PKCE, a state and a nonce, each of them new', async () => {
  const login = await open()
  const [one, two] = [await begun(login), await begun(login)]
  const { state, nonce, code_challenge: challenge, ...rest } = Object.fromEntries(one.asked.searchParams)
  expect(one.asked.origin + one.asked.pathname).toBe(`${idp.url}/authorize`)
  expect(rest).toEqual({
    client_id: 'gate',
    redirect_uri: 'https://gate.test/login/callback',
    response_type: 'code',
    scope: 'openid email',
    code_challenge_method: 'S256',
  })
  for (const [name, value] of Object.entries({ state, nonce, code_challenge: challenge })) {
    expect(value).toMatch(/^[\w-]{43}$/)
    expect(two.asked.searchParams.get(name)).not.toBe(value)
  }
})

test('back from there, whoever logged in is let in, also by a replica that did not send them', async () => {
  const store = memoryStore()
  const claims = { email: 'ada@example.com', email_verified: true, groups: ['sre'], auth_time: 7 }
  const { sealed, query } = await begun(await open({}, store), claims)
  const other = await open({}, store)
  const { token, to, login } = await other.finish(query, sealed)
  expect([to, login.name, login.groups, login.authenticatedAt]).toEqual([
    '/approvals/a-1',
    'ada@example.com',
    ['sre'],
    7_000,
  ])
  expect(await other.identify(token, 'web')).toEqual(login)
  expect(lastly('/token').form.get('code_verifier')).toMatch(/^[\w-]{43}$/)
})

test('where the way back was asked for elsewhere, it is home', async () => {
  const login = await open()
  const { location, sealed, state } = await login.begin('//evil.test', null)
  const idToken = await idp.sign({ nonce: new URL(location).searchParams.get('nonce') })
  idp.token = { body: { access_token: 'access', token_type: 'Bearer', id_token: idToken } }
  expect((await login.finish(`?code=c&state=${state}`, sealed)).to).toBe('/approvals')
})

test('another state, none, another browser’s, and none kept: no code is redeemed', async () => {
  const login = await open()
  const [one, two] = [await begun(login), await begun(login)]
  for (const [query, sealed] of [
    ['?code=c&state=other', one.sealed],
    ['?code=c', one.sealed],
    [one.query, two.sealed],
    [one.query, null],
    [`${one.query}&state=${one.state}`, one.sealed],
  ] as const)
    await expect(login.finish(query, sealed)).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' })
  expect(idp.asked.map(({ path }) => path)).not.toContain('/token')
})

test.each<[string, JWTPayload]>([
  ['another nonce', { nonce: 'other' }],
  ['no nonce', { nonce: undefined }],
  ['another audience', { aud: 'other' }],
  ['the command line’s audience', { aud: 'gate-cli' }],
  ['another issuer', { iss: 'https://other.test' }],
])('an ID token with %s lets nobody in', async (_what, claims) => {
  const store = memoryStore()
  const login = await open({}, store)
  const { query, sealed } = await begun(login, claims)
  await expect(login.finish(query, sealed)).rejects.toMatchObject({
    code: expect.stringMatching(/^ERR_(LOGIN|TOKEN)_/),
  })
  expect(store.rows.size).toBe(0)
})

test('an ID token that nobody has signed, or that isn’t there, lets nobody in', async () => {
  const store = memoryStore()
  const login = await open({}, store)
  const { query, sealed, idToken } = await begun(login)
  const [, body] = idToken.split('.')
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
  for (const id_token of [none, undefined, `${idToken.slice(0, -8)}AAAAAAAA`]) {
    idp.token = { body: { access_token: 'access', token_type: 'Bearer', id_token } }
    await expect(login.finish(query, sealed)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_(LOGIN|TOKEN)_/),
    })
  }
  expect(store.rows.size).toBe(0)
})

test('the same answer a second time lets nobody in, even if the provider should take the code again', async () => {
  const login = await open()
  const { query, sealed } = await begun(login)
  await login.finish(query, sealed)
  await expect(login.finish(query, sealed)).rejects.toMatchObject({ code: 'ERR_TOKEN_USED' })
  idp.token = { status: 400, body: { error: 'invalid_grant' } }
  await expect(login.finish(query, sealed)).rejects.toMatchObject({
    message: 'The identity provider takes this login for used or expired.',
  })
})

test('what the ID token leaves out is asked for; an address and its being verified are of one piece', async () => {
  const login = await open()
  const named = async (claims: JWTPayload, userInfo: object) => {
    idp.userInfo = { sub: 'ada-1', ...userInfo }
    const { query, sealed } = await begun(login, claims)
    const { identities, groups, authenticatedAt } = (await login.finish(query, sealed)).login
    return [identities[0].name, groups, authenticatedAt]
  }
  const verified = { email: 'ada@example.com', email_verified: true }
  expect(await named({}, { ...verified, groups: ['sre'], auth_time: 7 })).toEqual(['ada@example.com', ['sre'], null])
  expect(await named({ ...verified, groups: [] }, { email: 'bob@example.com', groups: ['sre'] })).toEqual([
    'ada@example.com',
    [],
    null,
  ])
  expect((await named({ email: 'bob@example.com' }, verified))[0]).toBe('ada@example.com')
  expect((await named({ email: 'bob@example.com', email_verified: false }, verified))[0]).toBe(`${idp.url} ada-1`)
  await expect(named({}, { sub: 'bob-1', ...verified })).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' })
})

test('a command line hands in an ID token that was made for it, once', async () => {
  const login = await open()
  expect(login.client).toEqual({ issuer: idp.url, clientId: 'gate-cli', scopes: ['openid', 'email'] })
  const idToken = await idp.sign({ aud: 'gate-cli', email: 'ada@example.com', email_verified: true })
  const { token, login: admitted } = await login.exchange({ idToken, accessToken: null })
  expect([admitted.door, await login.identify(token, 'cli')]).toEqual(['cli', admitted])
  await expect(login.exchange({ idToken, accessToken: null })).rejects.toMatchObject({ code: 'ERR_TOKEN_USED' })
  const web = await idp.sign({ aud: 'gate' })
  await expect(login.exchange({ idToken: web, accessToken: null })).rejects.toMatchObject({
    code: 'ERR_TOKEN_AUDIENCE',
  })
  idp.userInfo = { sub: 'ada-1', groups: ['sre'] }
  const more = await open()
  const bare = await idp.sign({ aud: 'gate-cli' })
  expect((await more.exchange({ idToken: bare, accessToken: 'access' })).login.groups).toEqual(['sre'])
})
