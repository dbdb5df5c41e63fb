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
  return openLogin(configured, { store, key, read: async () => 'hunter2', base, now, timing: { ...realTiming, now } })
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
  expect(await login.client()).toEqual({ issuer: idp.url, clientId: 'gate-cli', scopes: ['openid', 'email'] })
  const idToken = await idp.sign({ aud: 'gate-cli', email: 'ada@example.com', email_verified: true })
  const { token, login: admitted } = await login.exchange({ idToken, accessToken: null, refreshToken: null })
  expect([admitted.door, await login.identify(token, 'cli')]).toEqual(['cli', admitted])
  await expect(login.exchange({ idToken, accessToken: null, refreshToken: null })).rejects.toMatchObject({
    code: 'ERR_TOKEN_USED',
  })
  const web = await idp.sign({ aud: 'gate' })
  await expect(login.exchange({ idToken: web, accessToken: null, refreshToken: null })).rejects.toMatchObject({
    code: 'ERR_TOKEN_AUDIENCE',
  })
  idp.userInfo = { sub: 'ada-1', groups: ['sre'] }
  const more = await open()
  const bare = await idp.sign({ aud: 'gate-cli' })
  expect((await more.exchange({ idToken: bare, accessToken: 'access', refreshToken: null })).login.groups).toEqual([
    'sre',
  ])
})

const since = (seconds: number) => () => Date.now() + seconds * 1000

/** Ada, logged in by a refresh token, a while ago; what the provider answers to it is as told. */
async function refreshing(door: 'web' | 'cli', refreshed: object, userInfo: object | null = null) {
  const store = memoryStore()
  const [first, later] = [await open({}, store), await open({}, store, since(30))]
  const claims = { email: 'ada@example.com', email_verified: true, groups: ['sre'], auth_time: 7 }
  const admitted = async () => {
    if (door === 'cli') {
      const idToken = await idp.sign({ aud: 'gate-cli', ...claims })
      return first.exchange({ idToken, accessToken: null, refreshToken: 'the-refresh' })
    }
    const { query, sealed } = await begun(first, claims)
    idp.token = { body: { ...idp.token.body, refresh_token: 'the-refresh' } }
    return first.finish(query, sealed)
  }
  const { token, login } = await admitted()
  expect([login.renewable, [...store.tokens.values()].join()]).toEqual([true, expect.not.stringContaining('the-')])
  idp.userInfo = userInfo
  idp.token = { body: { access_token: 'access', token_type: 'Bearer', ...refreshed } }
  return { store, login, current: () => later.current(token, door), identify: () => later.identify(token, door) }
}
const fresh = { email: 'ada@elsewhere.test', email_verified: true, groups: ['dev'] }

test.each(['web', 'cli'] as const)(
  'at a vote (%s) the provider says anew who this is; not when they logged in',
  async (door) => {
    const id_token = await idp.sign({ aud: door === 'web' ? 'gate' : 'gate-cli', ...fresh, auth_time: 99 })
    const { login, current, identify } = await refreshing(door, { id_token })
    const renewed = await current()
    expect(renewed).toEqual({
      ...login,
      ...{
        identities: [{ kind: 'email', name: 'ada@elsewhere.test' }, login.identities[1]],
        name: 'ada@elsewhere.test',
      },
      ...{ groups: ['dev'], toldAt: expect.any(Number), authenticatedAt: 7_000 },
    })
    expect(await identify()).toEqual(renewed)
    const { form } = lastly('/token')
    expect([form.get('refresh_token'), form.get('client_id')]).toEqual([
      'the-refresh',
      door === 'web' ? 'gate' : 'gate-cli',
    ])
  },
)

test('without an ID token its word about them is enough', async () => {
  const { current } = await refreshing('web', {}, { sub: 'ada-1', ...fresh })
  expect(await current()).toMatchObject({ name: 'ada@elsewhere.test', groups: ['dev'] })
})

test('groups that it tells of no more are none', async () => {
  const { current } = await refreshing('web', { id_token: await idp.sign() }, { sub: 'ada-1' })
  expect(await current()).toMatchObject({ groups: [], identities: [{ kind: 'login' }] })
})

test.each<[string, () => Promise<object>, object | null]>([
  ['an ID token of somebody else', async () => ({ id_token: await idp.sign({ sub: 'bob-1', ...fresh }) }), null],
  ['one for another client', async () => ({ id_token: await idp.sign({ aud: 'gate-cli', ...fresh }) }), null],
  ['one that lies back', async () => ({ id_token: await idp.sign({ iat: 1, ...fresh }) }), null],
  ['one by another key', async () => ({ id_token: `${(await idp.sign(fresh)).slice(0, -8)}AAAAAAAA` }), null],
  [
    'one beside which somebody else is told of',
    async () => ({ id_token: await idp.sign() }),
    { sub: 'bob-1', ...fresh },
  ],
  ['no ID token, and somebody else', async () => ({}), { sub: 'bob-1', ...fresh }],
  ['no ID token, and nobody', async () => ({}), null],
])('%s confirms nothing', async (_what, refreshed, userInfo) => {
  const { current, identify, login } = await refreshing('web', await refreshed(), userInfo)
  await expect(current()).rejects.toMatchObject({ code: 'ERR_LOGIN_UNAVAILABLE' })
  expect(await identify()).toEqual(login)
})

test('what the provider has taken back is over', async () => {
  const { current, identify } = await refreshing('web', {})
  idp.token = { status: 400, body: { error: 'invalid_grant' } }
  await expect(current()).rejects.toMatchObject({ code: 'ERR_LOGIN_REQUIRED' })
  expect(await identify()).toBeNull()
})

test('a command line is told to ask for refresh tokens where the provider lists their scope', async () => {
  idp.metadata = { scopes_supported: ['offline_access'] }
  const login = await open({ scopes: null })
  expect((await login.client()).scopes).toEqual(['openid', 'email', 'profile', 'offline_access'])
})
