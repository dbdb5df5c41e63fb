import { newId } from '../../src/core/id.ts'
import { createMaskedValueStore } from '../../src/store/masked-values.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { NOON } from '../support/rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('hashes are a session’s, each once, until they are purged', async () => {
  const store = createMaskedValueStore(database.pool)
  const [session, other] = [newId(NOON), newId(NOON)]
  const [one, two] = ['ab'.repeat(32), 'cd'.repeat(32)]
  await store.add([
    { session, hash: one },
    { session, hash: two },
    { session, hash: one },
  ])
  await store.add([
    { session, hash: two },
    { session: other, hash: one },
  ])
  expect((await store.of(session)).toSorted()).toEqual([one, two])
  expect(await store.of(other)).toEqual([one])
  expect(await store.of('no session')).toEqual([])
  await store.purge(Date.now() - 3_600_000)
  expect(await store.of(other)).toEqual([one])
  await store.purge(Date.now() + 3_600_000)
  expect(await store.of(other)).toEqual([])
})
