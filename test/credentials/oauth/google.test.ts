import { generateKeyPairSync } from 'node:crypto'
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { type GoogleServiceAccount, googleServiceAccount } from '../../../src/credentials/oauth/google.ts'
import { json, startFakeSource } from '../fake-source.ts'
import { asked, env, fault, MISCONFIGURED, surroundings, USELESS } from '../surroundings.ts'

const fake = await startFakeSource(() => ({ access_token: 'opaque', token_type: 'Bearer', expires_in: 3599 }))
afterAll(() => fake.close())
beforeEach(() => {
  fake.requests.length = 0
})

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const file = {
  type: 'service_account',
  client_email: 'gate@acme.iam.gserviceaccount.com',
  private_key_id: 'key-1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  token_uri: 'https://elsewhere.test/token',
}
const scopes = { scopes: ['https://www.googleapis.com/auth/pubsub', 'openid'] }
const account = (changes: Partial<GoogleServiceAccount> = {}, key: object | string = file) => {
  const around = surroundings({ KEY: typeof key === 'string' ? key : JSON.stringify(key) })
  const tokenUri = new URL('/token', fake.url)
  const configured = { key: env('KEY'), target: scopes, impersonate: null, tokenUri, iamEndpoint: fake.url, ...changes }
  return { ...around, ...googleServiceAccount({ kind: 'google_service_account', ...configured }, around) }
}
const idToken = (exp: number) =>
  new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(exp).sign(new Uint8Array(32))
const assertion = async (now: number) => {
  const { assertion: jwt, ...rest } = Object.fromEntries(new URLSearchParams(fake.requests[0]!.body))
  const { payload } = await jwtVerify(jwt!, publicKey, { currentDate: new Date(now) })
  return { rest, payload, header: decodeProtectedHeader(jwt!) }
}

test('an access token for a signed assertion, which goes nowhere but where the configuration says', async () => {
  const { open, now, whoAmI } = account()
  const opened = await open(asked())
  expect(opened).toEqual({ credential: { kind: 'bearer', token: 'opaque' }, expiresAt: now() + 3_599_000 })
  const seconds = Math.floor(now() / 1000)
  expect(await assertion(now())).toEqual({
    rest: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer' },
    header: { alg: 'RS256', typ: 'JWT', kid: 'key-1' },
    payload: {
      iss: file.client_email,
      scope: 'https://www.googleapis.com/auth/pubsub openid',
      aud: `${fake.url.href}token`,
      iat: seconds,
      exp: seconds + 3600,
    },
  })
  expect(await whoAmI!(opened, AbortSignal.timeout(5_000))).toBe(`the service account ${file.client_email}`)
})

test('an ID token for an audience', async () => {
  const { open, now } = account({ target: { audience: 'https://run.test' } })
  const token = await idToken(2_000_000_000)
  fake.answers.push(json(200, { id_token: token }))
  expect(await open(asked())).toEqual({ credential: { kind: 'bearer', token }, expiresAt: 2_000_000_000_000 })
  expect((await assertion(now())).payload).toMatchObject({ target_audience: 'https://run.test' })
})

const IMPERSONATE = { impersonate: 'deploy@acme.iam.gserviceaccount.com' }

test('the token of an account that the key’s may impersonate', async () => {
  const { open, now, known, whoAmI } = account(IMPERSONATE)
  const expireTime = new Date(now() + 1_800_000).toISOString()
  fake.answers.push(json(200, { access_token: 'own-token', token_type: 'Bearer', expires_in: 3599 }))
  fake.answers.push(json(200, { accessToken: 'other-token', expireTime }))
  const opened = await open(asked())
  expect(opened).toEqual({ credential: { kind: 'bearer', token: 'other-token' }, expiresAt: now() + 1_800_000 })
  expect((await assertion(now())).payload.scope).toBe('https://www.googleapis.com/auth/cloud-platform')
  expect(fake.requests[1]).toMatchObject({
    path: 'POST /v1/projects/-/serviceAccounts/deploy%40acme.iam.gserviceaccount.com:generateAccessToken',
    headers: { authorization: 'Bearer own-token' },
    body: JSON.stringify({ scope: scopes.scopes, lifetime: '3600s' }),
  })
  expect(known.values()).toEqual(expect.arrayContaining(['own-token', 'other-token']))
  expect(await whoAmI!(opened, AbortSignal.timeout(5_000))).toBe(`the service account ${IMPERSONATE.impersonate}`)
})

test('the ID token of such an account', async () => {
  const { open } = account({ ...IMPERSONATE, target: { audience: 'https://run.test' } })
  const token = await idToken(2_000_000_000)
  fake.answers.push(json(200, { access_token: 'own-token', token_type: 'Bearer', expires_in: 3599 }))
  fake.answers.push(json(200, { token }))
  expect(await open(asked())).toEqual({ credential: { kind: 'bearer', token }, expiresAt: 2_000_000_000_000 })
  expect(fake.requests[1]).toMatchObject({
    path: expect.stringMatching(/:generateIdToken$/),
    body: '{"audience":"https://run.test","includeEmail":true}',
  })
})

test.each([
  [
    403,
    { error: { message: "Permission 'iam.serviceAccounts.getAccessToken' denied" } },
    'refused',
    "gave no token for deploy@acme.iam.gserviceaccount.com, and answered 403: Permission 'iam.serviceAccounts.getAccessToken' denied",
  ],
  [200, { accessToken: 'other-token' }, USELESS, 'answered with something that is no token'],
  [
    200,
    { accessToken: 'a b', expireTime: '2040-01-01T00:00:00Z' },
    USELESS,
    'answered with something that is no token',
  ],
])('impersonation answered by %i %j is refused', async (status, document, which, words) => {
  fake.answers.push(json(200, { access_token: 'own-token', token_type: 'Bearer', expires_in: 3599 }))
  fake.answers.push(json(status, document))
  await expect(account(IMPERSONATE).open(asked())).rejects.toEqual(fault(which, `${fake.host} ${words}`))
})

test.each([
  ['hunter2', "the key is no service account's key in JSON"],
  [{ ...file, type: 'authorized_user' }, "the key is no service account's key in JSON"],
  [{ ...file, client_email: 1 }, "the key is no service account's key in JSON"],
  [{ ...file, private_key: 'hunter2' }, "the service account's private key is no RSA key in PEM"],
])('a key that is none is not repeated: %#', async (key, words) => {
  await expect(account({}, key).open(asked())).rejects.toEqual(fault(MISCONFIGURED, words))
  expect(fake.requests).toEqual([])
})
