import { sql } from 'slonik'
import { z } from 'zod'
import type { SessionStore } from '../../src/core/ports.ts'
import { createIdTokenStore } from '../../src/store/id-tokens.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { anyHash, aSession, NOON } from '../support/rows.ts'

let database: TestDatabase
let sessions: SessionStore

beforeEach(async () => {
  database = await testDatabase()
  sessions = createSessionStore(database.pool)
})
afterEach(() => database.drop())

const kept = () =>
  database.pool.anyFirst(sql.type(z.object({ at: z.number() }))`
    select expires_at as at from sallyport.id_tokens order by expires_at`)
async function exchanged(expiresAt: number): Promise<{ hash: Buffer; expiresAt: number }> {
  const idToken = { hash: anyHash(), expiresAt }
  await sessions.create(aSession(), anyHash(), idToken)
  return idToken
}

test('what expired before then goes, the oldest first, and no more at once than is said', async () => {
  for (const end of [NOON + 2, NOON, NOON - 3, NOON - 1, NOON - 2]) await exchanged(end)
  const { purge } = createIdTokenStore(database.pool)
  expect([await purge(NOON, 2), await kept()]).toEqual([2, [NOON - 1, NOON, NOON + 2]])
  expect([await purge(NOON, 2), await kept()]).toEqual([1, [NOON, NOON + 2]])
  expect([await purge(NOON, 2), await kept()]).toEqual([0, [NOON, NOON + 2]])
})

test('many purge at once, and each row goes once; what is kept still counts as used', async () => {
  const live = await exchanged(NOON)
  for (let old = 1; old <= 20; old++) await exchanged(NOON - old)
  const { purge } = createIdTokenStore(database.pool)
  const purged = await Promise.all(Array.from({ length: 4 }, () => purge(NOON, 20)))
  expect([purged.reduce((sum, count) => sum + count, 0), await kept()]).toEqual([20, [NOON]])
  expect(await sessions.create(aSession(), anyHash(), live)).toBe(false)
})
