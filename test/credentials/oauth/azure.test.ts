import { createHash, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { type AzureClient, azureClient } from '../../../src/credentials/oauth/azure.ts'
import { certified } from '../certified.ts'
import { json, startFakeSource } from '../fake-source.ts'
import { asked, env, fault, MISCONFIGURED, surroundings } from '../surroundings.ts'

const fake = await startFakeSource(() => ({ access_token: 'opaque', token_type: 'Bearer', expires_in: 3599 }))
afterAll(() => fake.close())
beforeEach(() => {
  fake.requests.length = 0
})
const url = `${fake.url.href}acme.test/oauth2/v2.0/token`
const client = (proof: AzureClient['proof'], environment: NodeJS.ProcessEnv) => {
  const around = surroundings(environment)
  const place = {
    tenant: 'acme.test',
    clientId: 'app-id',
    scope: 'https://vault.azure.net/.default',
    authority: fake.url,
  }
  return { ...around, ...azureClient({ kind: 'azure_client', ...place, proof }, around) }
}
const form = () => Object.fromEntries(new URLSearchParams(fake.requests[0]!.body))
const usual = { grant_type: 'client_credentials', client_id: 'app-id', scope: 'https://vault.azure.net/.default' }
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

test('an application proves itself by a secret', async () => {
  const { open, now } = client({ kind: 'secret', secret: env('SECRET') }, { SECRET: 'hunter2' })
  expect(await open(asked())).toEqual({ credential: { kind: 'bearer', token: 'opaque' }, expiresAt: now() + 3_599_000 })
  expect([fake.requests[0]!.path, form()]).toEqual([
    'POST /acme.test/oauth2/v2.0/token',
    { ...usual, client_secret: 'hunter2' },
  ])
})

test('an application proves itself by another provider’s token', async () => {
  await client({ kind: 'federated_token', token: env('TOKEN') }, { TOKEN: 'a.b.c' }).open(asked())
  expect(form()).toEqual({ ...usual, client_assertion_type: ASSERTION, client_assertion: 'a.b.c' })
})

test('an application proves itself by a certificate, named by its SHA-256', async () => {
  const { certificate, key } = await certified('gate')
  const proof = { kind: 'certificate', certificate: env('CERT'), key: env('KEY') } as const
  const { open, now, known } = client(proof, { CERT: certificate, KEY: key })
  await open(asked())
  const { client_assertion: assertion, ...rest } = form()
  expect(rest).toEqual({ ...usual, client_assertion_type: ASSERTION })
  expect(known.values()).toContain(assertion)
  const of = new X509Certificate(certificate)
  const { payload } = await jwtVerify(assertion!, of.publicKey, { currentDate: new Date(now()) })
  const seconds = Math.floor(now() / 1000)
  expect(payload).toEqual({
    ...{ iss: 'app-id', sub: 'app-id', aud: url, iat: seconds, nbf: seconds, exp: seconds + 300 },
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(decodeProtectedHeader(assertion!)).toEqual({
    ...{ alg: 'PS256', typ: 'JWT' },
    'x5t#S256': createHash('sha256').update(of.raw).digest('base64url'),
  })
})

test('a certificate that is none is not repeated', async () => {
  const proof = { kind: 'certificate', certificate: env('CERT'), key: env('KEY') } as const
  await expect(client(proof, { CERT: 'hunter2', KEY: 'hunter2' }).open(asked())).rejects.toEqual(
    fault(MISCONFIGURED, "the application's certificate and RSA key can't be read as PEM"),
  )
})

test('who that is, as far as its token says', async () => {
  const secret = { kind: 'secret', secret: env('SECRET') } as const
  const { open, whoAmI } = client(secret, { SECRET: 'hunter2' })
  const soon = () => AbortSignal.timeout(5_000)
  expect(await whoAmI!(await open(asked()), soon())).toBe('the application app-id of tenant acme.test')
  const claims = { app_displayname: 'Gate', oid: 'o-1', tid: 't-1' }
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))
  fake.answers.push(json(200, { access_token: token, token_type: 'Bearer', expires_in: 3600 }))
  const other = client(secret, { SECRET: 'hunter2' })
  expect(await other.whoAmI!(await other.open(asked()), soon())).toBe('the application Gate, object o-1 of tenant t-1')
})
