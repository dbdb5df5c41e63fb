import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pending } from '../../../src/identity/people/pending.ts'
import { createProvider, type ProviderOptions } from '../../../src/identity/people/provider.ts'
import { run } from '../../e2e/gate.ts'
import { type FakeProvider, startProvider } from './fake-provider.ts'

let idp: FakeProvider
beforeEach(async () => {
  idp = await startProvider(Date.now)
  idp.token = { body: { access_token: 'access', token_type: 'Bearer', id_token: await idp.sign({ nonce: 'n' }) } }
})
afterEach(() => idp.close())

const verifier = 'v'.repeat(43)
const pending: Pending = { state: 'the-state', nonce: 'n', verifier, to: '/approvals', within: null }
const open = (changes: Partial<ProviderOptions> = {}) =>
  createProvider({
    ...{ issuer: idp.url, clientId: 'gate', secret: null, ca: null, scopes: ['openid', 'email'], now: Date.now },
    redirectUri: () => 'https://gate.test/login/callback',
    ...changes,
  })
const lastly = (path: string) => idp.asked.findLast((it) => it.path === path)!
const discoveries = () => idp.asked.filter(({ path }) => path.startsWith('/.well-known')).length

test('the code is redeemed with its verifier, at the address that it was sent to', async () => {
  const found = await open().finish('?code=the-code&state=the-state', pending)
  expect(found).toEqual({ idToken: (idp.token.body as { id_token: string }).id_token, accessToken: 'access' })
  expect(Object.fromEntries(lastly('/token').form)).toEqual({
    grant_type: 'authorization_code',
    client_id: 'gate',
    code: 'the-code',
    code_verifier: verifier,
    redirect_uri: 'https://gate.test/login/callback',
  })
})

test('a client with a secret shows it as the provider takes it; one without shows none', async () => {
  const shown = async (secret: ProviderOptions['secret']) => {
    await open({ secret }).finish('?code=c&state=the-state', pending)
    const { authorization, form } = lastly('/token')
    return [authorization, form.get('client_secret')]
  }
  const secret = async () => 'hunter2'
  expect(await shown(secret)).toEqual([`Basic ${btoa('gate:hunter2')}`, null])
  idp.metadata = { token_endpoint_auth_methods_supported: ['client_secret_post'] }
  expect(await shown(secret)).toEqual([undefined, 'hunter2'])
  expect(await shown(null)).toEqual([undefined, null])
})

test.each(['?code=c&state=other', '?code=c', '?state=the-state', '?code=c&state=the-state&state=the-state', ''])(
  'no code is redeemed that comes with %j',
  async (query) => {
    await expect(open().finish(query, pending)).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' })
    expect(idp.asked.map(({ path }) => path)).not.toContain('/token')
  },
)

test('an answer that another provider gave, by its own word, is refused', async () => {
  idp.metadata = { authorization_response_iss_parameter_supported: true }
  const back = (iss: string) => open().finish(`?code=c&state=the-state${iss}`, pending)
  for (const iss of ['', '&iss=https://other.test'])
    await expect(back(iss)).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' })
  expect(await back(`&iss=${encodeURIComponent(idp.url)}`)).toMatchObject({ accessToken: 'access' })
})

test('a provider that calls itself otherwise is not the one that is meant', async () => {
  idp.metadata = { issuer: 'https://other.test' }
  await expect(open().begin(pending)).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' })
})

test('its metadata are read once an hour, and again after a failure', async () => {
  let now = Date.now()
  const provider = open({ now: () => now })
  await provider.begin(pending)
  await provider.begin(pending)
  expect(discoveries()).toBe(1)
  now += 3_600_000
  await provider.begin(pending)
  expect(discoveries()).toBe(2)
  idp.metadata = { issuer: 'https://other.test' }
  now += 3_600_000
  await expect(provider.begin(pending)).rejects.toThrow()
  idp.metadata = {}
  expect((await provider.begin(pending)).pathname).toBe('/authorize')
})

test('more about a person: nobody else’s, and none where there is no such endpoint', async () => {
  expect(await open().userInfo('access', 'ada-1')).toEqual({})
  idp.userInfo = { sub: 'ada-1', groups: ['sre'] }
  expect(await open().userInfo('access', 'ada-1')).toEqual(idp.userInfo)
  expect(lastly('/me').authorization).toBe('Bearer access')
  await expect(open().userInfo('access', 'bob-1')).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' })
})

test('to log in anew: how long ago is too long, and no answer that leaves the time out', async () => {
  const within = { ...pending, within: 60 }
  const asked = (await open().begin(within)).searchParams
  expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '60'])
  const at = Math.floor(Date.now() / 1000)
  const back = async (auth_time?: number) => {
    const id_token = await idp.sign({ nonce: 'n', ...(auth_time === undefined ? {} : { auth_time }) })
    idp.token = { body: { access_token: 'access', token_type: 'Bearer', id_token } }
    return open().finish('?code=c&state=the-state', within)
  }
  expect(await back(at - 30)).toMatchObject({ accessToken: 'access' })
  const message = "The identity provider doesn't say that you have logged in just now."
  await expect(back()).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED', message })
  await expect(back(at - 120)).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED', message })
})

test('a person who refuses, a code that is spent, and a provider that is away or broken, in words', async () => {
  const back = (query: string) => open().finish(`${query}&state=the-state`, pending)
  await expect(back('?error=access_denied')).rejects.toMatchObject({
    message: 'The identity provider refused the login (access_denied).',
  })
  await expect(back('?error=%3Cb%3E')).rejects.toMatchObject({ message: 'The identity provider refused the login.' })
  idp.token = { status: 400, body: { error: 'invalid_grant' } }
  await expect(back('?code=c')).rejects.toMatchObject({
    message: 'The identity provider takes this login for used or expired.',
  })
  idp.token = { status: 503, body: {} }
  await expect(back('?code=c')).rejects.toMatchObject({ code: 'ERR_LOGIN_UNAVAILABLE' })
  const away = open({ issuer: 'http://127.0.0.1:1' })
  await expect(away.begin(pending)).rejects.toMatchObject({ code: 'ERR_LOGIN_UNAVAILABLE' })
})

test('a private authority is trusted where it is configured, and nowhere else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'provider-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const named = ['-subj', '/CN=idp', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...named])
  const tls = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
  const server = createServer(tls, (_req, res) => {
    const metadata = { issuer, authorization_endpoint: `${issuer}/authorize` }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect((await open({ issuer, ca: tls.cert }).begin(pending)).origin).toBe(issuer)
  await expect(open({ issuer }).begin(pending)).rejects.toMatchObject({ code: 'ERR_LOGIN_UNAVAILABLE' })
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true })
})
