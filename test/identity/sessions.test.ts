import { hash } from 'node:crypto'
import type { GatewayError } from '../../src/core/errors.ts'
import type { SessionStore } from '../../src/core/ports.ts'
import { createSessions, type Sessions } from '../../src/identity/sessions.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { anyHash, aSession, NOON } from '../support/rows.ts'

let database: TestDatabase
let store: SessionStore
let sessions: Sessions
let reads: number
let now: number
let broken: Error | null

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

beforeEach(() => {
  const real = createSessionStore(database.pool)
  store = {
    ...real,
    findByToken: async (token) => {
      reads++
      if (broken !== null) throw broken
      return real.findByToken(token)
    },
  }
  reads = 0
  now = NOON
  broken = null
  sessions = createSessions(store, () => now)
})

async function holder(changes: Parameters<typeof aSession>[0] = {}) {
  const token = anyHash().toString('hex')
  const session = aSession(changes)
  await store.create(session, hash('sha256', token, 'buffer'), { hash: anyHash(), expiresAt: NOON })
  return { token, session }
}
const codeOf = (identified: Promise<unknown>) =>
  identified.then(
    () => 'known',
    (error: GatewayError) => error.code,
  )

test('a token is looked up twice a second, however often it comes', async () => {
  const { token, session } = await holder()
  expect(await sessions.identify(token)).toEqual(session)
  await Promise.all(Array.from({ length: 20 }, () => sessions.identify(token)))
  now += 499
  await sessions.identify(token)
  expect(reads).toBe(1)
  now += 1
  await sessions.identify(token)
  expect(reads).toBe(2)
})

test('a revocation counts within the second, here and at every other gateway', async () => {
  const { token, session } = await holder()
  const elsewhere = createSessions(createSessionStore(database.pool), () => now)
  await Promise.all([sessions.identify(token), elsewhere.identify(token)])
  await store.end(session.id, 'revoked', now)
  now += 500
  expect(await codeOf(sessions.identify(token))).toBe('ERR_SESSION_ENDED')
  expect(await codeOf(elsewhere.identify(token))).toBe('ERR_SESSION_ENDED')
})

test('a clock that is set back keeps no revoked session alive', async () => {
  const { token, session } = await holder()
  await sessions.identify(token)
  await store.end(session.id, 'revoked', now)
  now -= 3_600_000
  expect(await codeOf(sessions.identify(token))).toBe('ERR_SESSION_ENDED')
})

test('a session expires at its end, to the millisecond, whatever is remembered', async () => {
  const { token } = await holder({ expiresAt: NOON + 10 })
  now = NOON + 9
  expect(await codeOf(sessions.identify(token))).toBe('known')
  now = NOON + 10
  expect(await codeOf(sessions.identify(token))).toBe('ERR_SESSION_EXPIRED')
})

test('an unknown token is refused, and is known as soon as it is', async () => {
  await expect(sessions.identify('nothing')).rejects.toMatchObject({
    code: 'ERR_SESSION_UNKNOWN',
    fix: "Exchange the CI job's ID token at POST /oauth/token.",
  })
  await store.create(aSession(), hash('sha256', 'nothing', 'buffer'), { hash: anyHash(), expiresAt: NOON })
  expect(await codeOf(sessions.identify('nothing'))).toBe('known')
})

test('what is forgotten is read anew at once', async () => {
  const { token, session } = await holder()
  const other = await holder()
  await Promise.all([sessions.identify(token), sessions.identify(other.token)])
  await store.end(session.id, 'revoked', now)
  sessions.forget(session.id)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await codeOf(sessions.identify(token))).toBe('ERR_SESSION_ENDED')
  await sessions.identify(other.token)
  expect(reads).toBe(3)
})

test('a database that is away is said to be, and is asked again at the next request', async () => {
  const { token } = await holder()
  broken = new Error('away')
  await expect(sessions.identify(token)).rejects.toBe(broken)
  broken = null
  expect(await codeOf(sessions.identify(token))).toBe('known')
})
