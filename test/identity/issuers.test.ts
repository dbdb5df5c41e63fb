import { generateKeyPair } from 'jose'
import type { GatewayError } from '../../src/core/errors.ts'
import type { Timing } from '../../src/core/timing.ts'
import { createVerifier, type VerifiedToken } from '../../src/identity/issuers.ts'
import { githubActions } from '../../src/identity/presets/github-actions.ts'
import { NOON } from '../support/rows.ts'
import { type LocalIssuer, startIssuer, T } from './local-issuer.ts'

let issuer: LocalIssuer
let verify: (token: string) => Promise<VerifiedToken>

beforeEach(async () => {
  issuer = await startIssuer()
  verify = createVerifier([issuer.config], () => NOON)
})
afterEach(async () => {
  await issuer.close()
})

const codeOf = (verified: Promise<unknown>) =>
  verified.then(
    () => 'verified',
    (error: GatewayError) => error.code,
  )
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a genuine token gives its issuer and its claims', async () => {
  const verified = await verify(await issuer.sign({ jti: 'one', extra: [1] }))
  expect(verified.issuer).toBe(issuer.config)
  expect(verified.claims).toEqual({
    iss: issuer.config.issuer,
    aud: 'https://gate.test',
    sub: 'repo:acme/shop',
    iat: T,
    exp: T + 300,
    jti: 'one',
    repository: 'acme/shop',
    run_id: '77',
    run_attempt: 1,
    extra: [1],
  })
})

test.each<[string, Parameters<LocalIssuer['sign']>[0], string]>([
  ['another issuer', { iss: 'https://ci.example' }, 'ERR_TOKEN_ISSUER'],
  ['no issuer', { iss: undefined as never }, 'ERR_TOKEN_ISSUER'],
  ['another audience', { aud: 'https://other.test' }, 'ERR_TOKEN_AUDIENCE'],
  ['no audience', { aud: undefined as never }, 'ERR_TOKEN_AUDIENCE'],
  ['an end that has passed', { exp: T - 30 }, 'ERR_TOKEN_EXPIRED'],
  ['an end that has only just passed', { exp: T - 28 }, 'verified'],
  ['no end', { exp: undefined as never }, 'ERR_TOKEN_CLAIMS'],
  ['a beginning still to come', { nbf: T + 31 }, 'ERR_TOKEN_NOT_YET_VALID'],
  ['a beginning that is almost here', { nbf: T + 29 }, 'verified'],
  ['a beginning that is no number', { nbf: 'noon' as never }, 'ERR_TOKEN_CLAIMS'],
  ['an issue still to come', { iat: T + 32 }, 'ERR_TOKEN_NOT_YET_VALID'],
  ['no time of issue', { iat: undefined as never }, 'ERR_TOKEN_CLAIMS'],
  ['no subject', { sub: undefined as never }, 'ERR_TOKEN_CLAIMS'],
  ['an empty subject', { sub: '' }, 'ERR_TOKEN_CLAIMS'],
  ['a subject that no database keeps', { sub: 'a\0b' }, 'ERR_TOKEN_CLAIMS'],
  ['a subject of half a character', { sub: 'a\ud800' }, 'ERR_TOKEN_CLAIMS'],
  ['an end beyond all calendars', { exp: 1e15 }, 'ERR_TOKEN_CLAIMS'],
  ['a subject that is no text', { sub: 7 as never }, 'ERR_TOKEN_CLAIMS'],
])('a token with %s', async (_what, changes, code) => {
  expect(await codeOf(verify(await issuer.sign(changes)))).toBe(code)
})

test('an unsigned token is refused before anything is fetched', async () => {
  const [, claims] = (await issuer.sign()).split('.')
  const none = `${encoded({ alg: 'none' })}.${claims}.`
  expect(await codeOf(verify(none))).toBe('ERR_TOKEN_ALGORITHM')
  expect(issuer.asked).toEqual([])
})

test('a token signed with the public key as if it were a shared secret is refused', async () => {
  const secret = Buffer.from(await issuer.publicKey())
  const forged = await issuer.sign({}, { alg: 'HS256' }, new Uint8Array(secret))
  expect(await codeOf(verify(forged))).toBe('ERR_TOKEN_ALGORITHM')
})

test('even an issuer whose algorithms were widened by mistake has no shared secret', async () => {
  const widened = createVerifier([{ ...issuer.config, algorithms: ['ES256', 'HS256'] }], () => NOON)
  const forged = await issuer.sign({}, { alg: 'HS256' }, new Uint8Array(Buffer.from(await issuer.publicKey())))
  expect(await codeOf(widened(forged))).toBe('ERR_TOKEN_ALGORITHM')
})

test('claims or signature changed after signing', async () => {
  const [header, claims, signature] = (await issuer.sign()).split('.') as [string, string, string]
  const changed = encoded({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), repository: 'evil/shop' })
  expect(await codeOf(verify(`${header}.${changed}.${signature}`))).toBe('ERR_TOKEN_SIGNATURE')
  const flipped = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`
  expect(await codeOf(verify(`${header}.${claims}.${flipped}`))).toBe('ERR_TOKEN_SIGNATURE')
})

test("a key that isn't the issuer's, under the issuer's own key id or another", async () => {
  const { privateKey } = await generateKeyPair('ES256')
  expect(await codeOf(verify(await issuer.sign({}, {}, privateKey)))).toBe('ERR_TOKEN_SIGNATURE')
  expect(await codeOf(verify(await issuer.sign({}, { kid: 'mine' }, privateKey)))).toBe('ERR_TOKEN_SIGNATURE')
})

test.each([
  '',
  'x',
  'a.b.c',
  'a.b',
  `${encoded({ alg: 'ES256' })}.x.y`,
  `${encoded([])}.${encoded({})}.x`,
  '.'.repeat(9),
])('%j is no token', async (text) => {
  expect(await codeOf(verify(text))).toBe('ERR_TOKEN_MALFORMED')
})

test('a token that demands an extension is refused', async () => {
  expect(await codeOf(verify(await issuer.sign({}, { crit: ['x'], x: 1 } as never)))).toBe('ERR_TOKEN_MALFORMED')
})

/** Whoever sleeps wakes at once, and the clock has moved on. */
function quick(): Timing {
  let now = 0
  return {
    now: () => now,
    random: () => 0,
    sleep: async (milliseconds) => {
      now += milliseconds
    },
  }
}

test('a rotation under load refuses nobody whose key is published, and nobody whose key was until now', async () => {
  verify = createVerifier([issuer.config], () => NOON, quick())
  const load = async () => Promise.all(Array.from({ length: 40 }, async () => codeOf(verify(await issuer.sign()))))
  const before = await Promise.all(Array.from({ length: 40 }, () => issuer.sign()))
  expect(new Set(await load())).toEqual(new Set(['verified']))
  expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/jwks'])
  await issuer.rotate()
  const [after, late] = await Promise.all([load(), Promise.all(before.map((token) => codeOf(verify(token))))])
  expect(new Set([...after, ...late])).toEqual(new Set(['verified']))
  expect(issuer.asked).toHaveLength(4)
  // From here on the old key isn't published any more.
  expect(await codeOf(verify(before[0]!))).toBe('ERR_TOKEN_SIGNATURE')
})

test('a token without a key id has the only key that there is', async () => {
  expect(await codeOf(verify(await issuer.sign({}, { kid: undefined as never })))).toBe('verified')
})

test('a token has the claims that its preset says it has', async () => {
  const github = createVerifier([{ ...issuer.config, preset: githubActions }], () => NOON)
  const claims = {
    ...{ repository_owner: 'acme', repository_owner_id: '1', event_name: 'push', ref: 'refs/heads/main', actor: 'ada' },
  }
  expect(await codeOf(github(await issuer.sign(claims)))).toBe('verified')
  expect(await codeOf(github(await issuer.sign({ ...claims, repository_owner_id: null })))).toBe('verified')
  for (const [name, value] of [
    ['repository_owner', undefined],
    ['event_name', ''],
    ['ref', ['refs/heads/main']],
    ['actor', null],
    ['repository_owner_id', ''],
    ['run_attempt', 1.5],
    ['repository_owner_id', {}],
  ] as const) {
    await expect(github(await issuer.sign({ ...claims, [name]: value }))).rejects.toMatchObject({
      code: 'ERR_TOKEN_CLAIMS',
      message: `The ID token's claim "${name}" is missing or wrong.`,
    })
  }
})

test('an issuer that is down is unavailable, not wrong, and is asked again', async () => {
  const token = await issuer.sign()
  await issuer.close()
  await expect(verify(token)).rejects.toMatchObject({ code: 'ERR_ISSUER_UNAVAILABLE', status: 503 })
  await issuer.reopen()
  expect(await codeOf(verify(token))).toBe('verified')
})

test.each<[string, Record<string, unknown>]>([
  ['names another issuer', { issuer: 'https://ci.example' }],
  ['sends us for its keys to a page of another scheme', { jwks_uri: 'file:///etc/hosts' }],
  ['names no keys', { jwks_uri: undefined }],
])('discovery that %s is not believed', async (_what, metadata) => {
  issuer.metadata = metadata
  expect(await codeOf(verify(await issuer.sign()))).toBe('ERR_ISSUER_UNAVAILABLE')
})
