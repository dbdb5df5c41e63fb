import type { Login } from '../../src/core/login.ts'
import type { LoginStore, Told } from '../../src/core/ports.ts'
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
  ...{ toldAt: NOON - 3, renewable: false },
}

test('a login is found by its token’s digest, as it was kept, until it ends', async () => {
  const [one, two] = [anyHash(), anyHash()]
  expect(await logins.create(ada, one, anyHash(), null)).toBe(true)
  const bare: Login = { ...ada, door: 'cli', groups: [], authenticatedAt: null }
  expect(await logins.create(bare, two, anyHash(), null)).toBe(true)
  expect([await logins.find(one), await logins.find(two), await logins.find(anyHash())]).toEqual([ada, bare, null])
  expect([await logins.end(one, NOON + 1), await logins.end(one, NOON + 2), await logins.end(anyHash(), NOON)]).toEqual(
    [true, false, false],
  )
  expect(await logins.find(one)).toEqual({ ...ada, endedAt: NOON + 1 })
})

test('of many logins with one ID token, one is kept', async () => {
  const idToken = anyHash()
  const tokens = Array.from({ length: 8 }, anyHash)
  const created = await Promise.all(tokens.map((token) => logins.create(ada, token, idToken, null)))
  expect(created.filter(Boolean)).toHaveLength(1)
  const found = await Promise.all(tokens.map((token) => logins.find(token)))
  expect(found.map((login) => login !== null)).toEqual(created)
})

test('a new login takes out those that were over a day before, and no other', async () => {
  const day = 24 * 3_600_000
  const [old, recent] = [anyHash(), anyHash()]
  await logins.create({ ...ada, expiresAt: NOON - day - 1 }, old, anyHash(), null)
  await logins.create({ ...ada, expiresAt: NOON - day }, recent, anyHash(), null)
  await logins.create(ada, anyHash(), anyHash(), null)
  expect([await logins.find(old), await logins.find(recent)]).toEqual([null, expect.anything()])
})

/** Ada's login, renewable by that. */
async function renewable(refreshToken: string): Promise<Buffer> {
  const hash = anyHash()
  await logins.create({ ...ada, renewable: true }, hash, anyHash(), refreshToken)
  return hash
}
const told: Told = { identities: [ada.identities[1]!], name: 'ada', groups: [], toldAt: NOON + 20_000 }

test('of many who borrow a refresh token, one has it, until it gives it back', async () => {
  const hash = await renewable('one')
  expect(await logins.find(hash)).toEqual({ ...ada, renewable: true })
  const borrowed = await Promise.all(Array.from({ length: 8 }, () => logins.borrow(hash, ada.toldAt, 60)))
  expect(borrowed.filter((token) => token !== null)).toEqual(['one'])
  await logins.giveBack(hash, 'other')
  expect(await logins.borrow(hash, ada.toldAt, 60)).toBeNull()
  await logins.giveBack(hash, 'one')
  expect(await logins.borrow(hash, ada.toldAt, 60)).toBe('one')
})

test('what was borrowed and not given back in time may be borrowed again', async () => {
  const hash = await renewable('one')
  expect([await logins.borrow(hash, ada.toldAt, 0), await logins.borrow(hash, ada.toldAt, 60)]).toEqual(['one', 'one'])
})

test('a login without a refresh token has none to borrow', async () => {
  const hash = anyHash()
  await logins.create(ada, hash, anyHash(), null)
  expect([await logins.borrow(hash, ada.toldAt, 60), await logins.borrow(anyHash(), ada.toldAt, 60)]).toEqual([
    null,
    null,
  ])
})

test('the next refresh token takes the place of the one that was borrowed, and of no other', async () => {
  const hash = await renewable('one')
  await logins.borrow(hash, ada.toldAt, 60)
  const rotated = await Promise.all(['two', 'three'].map((next) => logins.rotate(hash, 'one', next)))
  expect(rotated.filter(Boolean)).toHaveLength(1)
  const kept = rotated[0] ? 'two' : 'three'
  expect(await logins.borrow(hash, ada.toldAt, 60)).toBeNull()
  expect([await logins.renew(hash, 'one', told), await logins.renew(hash, kept, told)]).toEqual([false, true])
  expect(await logins.find(hash)).toEqual({ ...ada, ...told, renewable: true })
  // Who has seen what was told before has to look again.
  expect([await logins.borrow(hash, told.toldAt - 1, 60), await logins.borrow(hash, told.toldAt, 60)]).toEqual([
    null,
    kept,
  ])
})

test('the end of a login forgets its refresh token, whoever has it just now', async () => {
  const hash = await renewable('one')
  await logins.borrow(hash, ada.toldAt, 0)
  await logins.end(hash, NOON + 1)
  expect([await logins.rotate(hash, 'one', 'two'), await logins.renew(hash, 'one', told)]).toEqual([false, false])
  expect(await logins.borrow(hash, ada.toldAt, 60)).toBeNull()
  expect(await logins.find(hash)).toEqual({ ...ada, endedAt: NOON + 1, renewable: false })
})
