import type { GatewayError } from '../../src/core/errors.ts'
import type { SessionStore } from '../../src/core/ports.ts'
import { createExchange, type ExchangeOptions, sha256, TOKEN_PREFIX } from '../../src/identity/exchange.ts'
import { createVerifier, type Issuer } from '../../src/identity/issuers.ts'
import { generic } from '../../src/identity/presets/generic.ts'
import { issuerOf } from '../../src/identity/refusals.ts'
import { createSessions, type Sessions } from '../../src/identity/sessions.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { NOON } from '../support/rows.ts'
import { type LocalIssuer, startIssuer, T } from './local-issuer.ts'

let database: TestDatabase
let issuer: LocalIssuer
let store: SessionStore
let sessions: Sessions
let now: number

beforeAll(async () => {
  database = await testDatabase()
  issuer = await startIssuer()
  store = createSessionStore(database.pool)
})
afterAll(async () => {
  await issuer.close()
  await database.drop()
})

function desk(config: Partial<Issuer> = {}, verify?: ExchangeOptions['verify']) {
  sessions = createSessions(store, () => now)
  return createExchange({
    agents: [
      { name: 'shop-bot', issuer: 'ci', claims: { repository: ['acme/shop'] }, groups: ['bots'] },
      { name: 'till-bot', issuer: 'ci', claims: { repository: ['acme/till'] }, groups: [] },
    ],
    connections: ['forge'],
    session: { seconds: 600, maximum: 1_000 },
    verify: verify ?? createVerifier([{ ...issuer.config, ...config }], () => now),
    store,
    sessions,
    now: () => now,
  })
}
beforeEach(() => {
  now = NOON
})
const codeOf = (exchanged: Promise<unknown>) =>
  exchanged.then(
    () => 'exchanged',
    (error: GatewayError) => error.code,
  )
const fresh = (claims: object = {}) =>
  issuer.sign({ iat: Math.floor(now / 1000), exp: Math.floor(now / 1000) + 300, ...claims })

test('an ID token gives a session of the agent that its claims are mapped to', async () => {
  const { token, session, expiresIn } = await desk().exchange(await issuer.sign({ event_name: 'push', actor: 'ada' }))
  expect(token).toMatch(/^sallyport_[\w-]{43}$/)
  expect(token.startsWith(TOKEN_PREFIX)).toBe(true)
  expect(expiresIn).toBe(600)
  expect(session).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    agent: 'shop-bot',
    issuer: 'ci',
    subject: 'repo:acme/shop',
    run: '77/1',
    groups: ['bots'],
    claims: {
      iss: issuer.config.issuer,
      sub: 'repo:acme/shop',
      repository: 'acme/shop',
      run_id: '77',
      run_attempt: 1,
      event_name: 'push',
      actor: 'ada',
    },
    trust: { event: 'push', repository: 'acme/shop', ref: '', actor: 'ada', fork: 'unknown' },
    createdAt: NOON,
    expiresAt: NOON + 600_000,
    latestExpiry: NOON + 1_000_000,
    endedAt: null,
    endedBecause: null,
    leases: [],
  })
  expect(await sessions.identify(token)).toEqual(session)
  expect(await store.findByToken(sha256(token))).toEqual(session)
})

test('an ID token serves once, even where many exchange it at the same time', async () => {
  const idToken = await issuer.sign()
  const { exchange, renew } = desk()
  const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(exchange(idToken))))
  expect(codes.sort()).toEqual([...Array(9).fill('ERR_TOKEN_USED'), 'exchanged'])
  const { token } = await exchange(await issuer.sign())
  expect(await codeOf(renew(token, idToken))).toBe('ERR_TOKEN_USED')
})

test('an ID token serves once, however its signature is written', async () => {
  const idToken = await issuer.sign()
  const { exchange } = desk()
  expect(await codeOf(exchange(idToken))).toBe('exchanged')
  expect(await codeOf(exchange(`${idToken}\n`))).toBe('ERR_TOKEN_USED')
  expect(await codeOf(exchange(`${idToken}==`))).toBe('ERR_TOKEN_USED')
})

test('a session that ends at its issuer ends here no later', async () => {
  const verified = {
    issuer: { name: 'ci', run: ['run_id'], preset: generic },
    claims: { sub: 's', exp: NOON / 1000 + 300, repository: 'acme/shop', run_id: '7' },
  }
  let ended = NOON + 90_500
  const types: string[] = []
  const { exchange, renew } = desk({}, async (token, type) => {
    types.push(type)
    return { ...verified, once: token, sessionEnd: ended }
  })
  const { token, session, expiresIn } = await exchange('one', 'saml2')
  expect([session.expiresAt, session.latestExpiry, expiresIn]).toEqual([NOON + 90_500, NOON + 90_500, 90])
  ended = NOON + 900_000
  expect((await renew(token, 'two', 'saml2')).session.expiresAt).toBe(NOON + 90_500)
  ended = NOON + 2_000_000
  const longer = await exchange('three')
  expect([longer.session.expiresAt, longer.session.latestExpiry]).toEqual([NOON + 600_000, NOON + 1_000_000])
  now += 300_000
  ended = now + 30_000
  expect((await renew(longer.token, 'four')).session.expiresAt).toBe(NOON + 600_000)
  expect(types).toEqual(['saml2', 'saml2', 'id_token', 'id_token'])
})

test('a refusal knows whose token it was', async () => {
  const { exchange } = desk()
  const idToken = await issuer.sign()
  await exchange(idToken)
  const refused = [idToken, await issuer.sign({ repository: 'x' }), await issuer.sign({ exp: 1 }), 'nonsense']
  const errors = await Promise.all(refused.map((token) => exchange(token).catch(issuerOf)))
  expect(errors).toEqual(['ci', 'ci', 'ci', ''])
})

test('a genuine token that no agent is mapped to opens nothing', async () => {
  await expect(desk().exchange(await issuer.sign({ repository: 'evil/shop' }))).rejects.toMatchObject({
    code: 'ERR_TOKEN_AGENT',
    fix: 'Map its claims to an agent in sallyport.yaml: agents.',
  })
})

test('what the verifier refuses stays refused', async () => {
  expect(await codeOf(desk().exchange(await issuer.sign({ exp: T - 31 })))).toBe('ERR_TOKEN_EXPIRED')
})

test('a renewal extends the same session, up to its maximum and no further', async () => {
  const { exchange, renew } = desk()
  const { token, session } = await exchange(await fresh())
  await sessions.identify(token)
  now = NOON + 300_500
  const renewed = await renew(token, await fresh())
  expect(renewed).toEqual({ token, session: { ...session, expiresAt: NOON + 900_500 }, expiresIn: 600, details: [] })
  expect((await sessions.identify(token)).expiresAt).toBe(NOON + 900_500)
  now = NOON + 700_500
  const last = await renew(token, await fresh())
  expect([last.session.expiresAt, last.expiresIn]).toEqual([NOON + 1_000_000, 299])
  now = NOON + 1_000_000
  expect(await codeOf(renew(token, await fresh()))).toBe('ERR_SESSION_EXPIRED')
})

test.each<[string, object]>([
  ['of another run', { run_id: '78' }],
  ['of another attempt', { run_attempt: 2 }],
  ['of another subject', { sub: 'repo:acme/shop:other' }],
  ['of another agent', { repository: 'acme/till' }],
  ['whose run could be another by now', { run_id: 2 ** 53 }],
  ['whose run no database keeps', { run_id: '7\0' }],
  ['that names no run', { run_id: undefined }],
])('a renewal by a token %s is refused, and the session is as before', async (_what, claims) => {
  const { exchange, renew } = desk()
  const { token, session } = await exchange(await fresh())
  now += 1_000
  const other = await fresh(claims)
  expect(await codeOf(renew(token, other))).toBe('ERR_TOKEN_RUN')
  expect(await store.find(session.id)).toEqual(session)
})

test('a session whose issuer names no run is never renewed', async () => {
  const { exchange, renew } = desk({ run: [] })
  const { token, session } = await exchange(await fresh())
  expect(session.run).toBeNull()
  expect(await codeOf(renew(token, await fresh()))).toBe('ERR_TOKEN_RUN')
})

test('a session that was revoked is not renewed', async () => {
  const { exchange, renew } = desk()
  const { token, session } = await exchange(await fresh())
  await store.end(session.id, 'revoked', now)
  now += 1_000
  expect(await codeOf(renew(token, await fresh()))).toBe('ERR_SESSION_ENDED')
  expect(await codeOf(renew('sallyport_unknown', await fresh()))).toBe('ERR_SESSION_UNKNOWN')
})

test('a session is narrowed to the leases that are asked for, and the answer tells of them', async () => {
  const asked = [{ type: 'sallyport_lease', connections: ['forge'], resources: ['acme/shop'], seconds: 60 }]
  const { token, session, details } = await desk().exchange(await fresh(), 'id_token', JSON.stringify(asked))
  expect(session.leases).toMatchObject([{ connections: ['forge'], answers: null, expiresAt: NOON + 60_000 }])
  expect(details).toMatchObject([{ identifier: session.leases[0]!.id, resources: ['acme/shop'], operations: ['*'] }])
  expect((await sessions.identify(token)).leases).toEqual(session.leases)
  const unknown = JSON.stringify([{ ...asked[0], connections: ['api'] }])
  const again = await fresh()
  expect(await codeOf(desk().exchange(again, 'id_token', unknown))).toBe('ERR_LEASE_MALFORMED')
  expect(await codeOf(desk().exchange(again))).toBe('exchanged')
})
