import { createKeyStore } from '../../src/store/keys.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('a key is made once, for every replica, and each name has its own', async () => {
  const [here, there] = [createKeyStore(database.pool), createKeyStore(database.pool)]
  const [one, same, other] = await Promise.all([here.keyOf('a'), there.keyOf('a'), here.keyOf('b')])
  expect(one).toHaveLength(32)
  expect(same.equals(one)).toBe(true)
  expect(other.equals(one)).toBe(false)
  expect((await here.keyOf('a')).equals(one)).toBe(true)
})
