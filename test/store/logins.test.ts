import type { Login } from '../../src/core/login.ts'
import type { LoginStore } from '../../src/core/ports.ts'
import { createLoginStore } from '../../src/store/logins.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { anyHash, NOON } from '../support/rows.ts'

let database: TestDatabase
let logins: LoginStore
beforeEach(async () => {
  database = await testDatabase()
  logins = createLoginStore(database.pool)
})
afterEach(() => database.drop())

const ada: Login = {
  identities: [
    { kind: 'email', name: 'ada@example.com' },
    { kind: 'login', name: 'https://idp.test ada-1' },
  ],
  ...{ name: 'ada@example.com', groups: ['sre'], door: 'web', authenticatedAt: NOON - 5 },
  ...{ createdAt: NOON, expiresAt: NOON + 60_000, endedAt: null },
}

test('a login is found by its token’s digest, as it was kept, until it ends', async () => {
  const [one, two] = [anyHash(), anyHash()]
  expect(await logins.create(ada, one, anyHash())).toBe(true)
  const bare: Login = { ...ada, door: 'cli', groups: [], authenticatedAt: null }
  expect(await logins.create(bare, two, anyHash())).toBe(true)
  expect([await logins.find(one), await logins.find(two), await logins.find(anyHash())]).toEqual([ada, bare, null])
  expect([await logins.end(one, NOON + 1), await logins.end(one, NOON + 2), await logins.end(anyHash(), NOON)]).toEqual(
    [true, false, false],
  )
  expect(await logins.find(one)).toEqual({ ...ada, endedAt: NOON + 1 })
})

test('of many logins with one ID token, one is kept', async () => {
  const idToken = anyHash()
  const tokens = Array.from({ length: 8 }, anyHash)
  const created = await Promise.all(tokens.map((token) => logins.create(ada, token, idToken)))
  expect(created.filter(Boolean)).toHaveLength(1)
  const found = await Promise.all(tokens.map((token) => logins.find(token)))
  expect(found.map((login) => login !== null)).toEqual(created)
})

test('a new login takes out those that were over a day before, and no other', async () => {
  const day = 24 * 3_600_000
  const [old, recent] = [anyHash(), anyHash()]
  await logins.create({ ...ada, expiresAt: NOON - day - 1 }, old, anyHash())
  await logins.create({ ...ada, expiresAt: NOON - day }, recent, anyHash())
  await logins.create(ada, anyHash(), anyHash())
  expect([await logins.find(old), await logins.find(recent)]).toEqual([null, expect.anything()])
})
