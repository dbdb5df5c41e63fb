import type { JWTPayload } from 'jose'
import { realTiming } from '../../../src/core/timing.ts'
import { createIdTokenVerifier } from '../../../src/identity/people/id-token.ts'
import { NOON } from '../../support/rows.ts'
import { type FakeProvider, startProvider } from './fake-provider.ts'

const T = Math.floor(NOON / 1000)
let idp: FakeProvider
let verify: ReturnType<typeof createIdTokenVerifier>
beforeAll(async () => {
  idp = await startProvider(() => NOON)
  verify = createIdTokenVerifier({ issuer: idp.url, ca: null, audience: 'gate' }, () => NOON, realTiming)
})
afterAll(() => idp.close())

test.each<JWTPayload>([
  {},
  { azp: 'gate' },
  { aud: ['gate', 'other'], azp: 'gate' },
  { auth_time: T + 30 },
  { iat: T - 329, exp: T + 1 },
])('a login just now, with %j', async (claims) => {
  expect(await verify(await idp.sign(claims))).toMatchObject({ sub: 'ada-1', ...claims })
})

test.each<[object, string]>([
  [{ aud: 'other' }, 'ERR_TOKEN_AUDIENCE'],
  [{ aud: ['gate', 'other'] }, 'ERR_TOKEN_AUDIENCE'],
  [{ azp: 'other' }, 'ERR_TOKEN_AUDIENCE'],
  [{ iss: 'https://other.test' }, 'ERR_TOKEN_ISSUER'],
  [{ iat: T - 331, exp: T + 60 }, 'ERR_TOKEN_EXPIRED'],
  [{ exp: T - 31 }, 'ERR_TOKEN_EXPIRED'],
  [{ iat: T + 31 }, 'ERR_TOKEN_NOT_YET_VALID'],
  [{ iat: undefined }, 'ERR_TOKEN_CLAIMS'],
  [{ sub: '' }, 'ERR_TOKEN_CLAIMS'],
  [{ auth_time: T + 31 }, 'ERR_TOKEN_CLAIMS'],
  [{ auth_time: '7' }, 'ERR_TOKEN_CLAIMS'],
  [{ auth_time: 1.5 }, 'ERR_TOKEN_CLAIMS'],
])('refused with %j: %s', async (claims, code) => {
  await expect(verify(await idp.sign(claims as JWTPayload))).rejects.toMatchObject({ code })
})

test('refused unsigned, by a shared secret, and by another key', async () => {
  const [, body, signature] = (await idp.sign()).split('.') as [string, string, string]
  const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
  for (const token of [`${none}.${body}.`, `${none}.${body}.${signature}`])
    await expect(verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_ALGORITHM' })
  const shared = await idp.sign({}, { alg: 'HS256' }, new Uint8Array(32).fill(1))
  await expect(verify(shared)).rejects.toMatchObject({ code: 'ERR_TOKEN_ALGORITHM' })
  const other = await startProvider(() => NOON)
  await expect(verify(await other.sign({ iss: idp.url }))).rejects.toMatchObject({ code: 'ERR_TOKEN_SIGNATURE' })
  other.close()
})
