import { createShelves } from '../../src/store/shelves.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

// What is on shelves is in chunks.test.ts.
test('the same day can be added by many at once, and nothing is older than the first', async () => {
  const shelves = createShelves(database.pool)
  await Promise.all(Array.from({ length: 5 }, () => shelves.addDay('2040-01-02')))
  expect(await shelves.older('2040-01-03')).toEqual([])
  await shelves.dropEmpty('2040-01-03')
})

test('a legal hold stays until it is lifted by name', async () => {
  const shelves = createShelves(database.pool)
  await shelves.hold(['shop', 'forge'], [])
  await shelves.hold(['shop'], ['till'])
  expect(await shelves.held()).toEqual(new Set(['shop', 'forge']))
  await Promise.all([shelves.hold(['shop'], ['forge']), shelves.hold(['shop'], ['forge'])])
  expect(await shelves.held()).toEqual(new Set(['shop']))
})
