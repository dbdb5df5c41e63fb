import { createCounterStore } from '../../src/store/counters.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { anyHash, aSession, NOON } from '../support/rows.ts'

let database: TestDatabase
let counters: ReturnType<typeof createCounterStore>

beforeAll(async () => {
  database = await testDatabase()
  counters = createCounterStore(database.pool)
})
afterAll(() => database.drop())

async function newSession(): Promise<string> {
  const session = aSession()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  return session.id
}

test('what is reserved adds up, for each session by itself', async () => {
  const [one, other] = [await newSession(), await newSession()]
  expect(await counters.reserve(one, [{ counter: 'a/b/writes', amount: 2 }])).toEqual({ 'a/b/writes': 2 })
  expect(
    await counters.reserve(one, [
      { counter: 'a/b/deletes', amount: 1 },
      { counter: 'a/b/writes', amount: 3 },
    ]),
  ).toEqual({ 'a/b/deletes': 1, 'a/b/writes': 5 })
  expect(await counters.reserve(other, [{ counter: 'a/b/writes', amount: 1 }])).toEqual({ 'a/b/writes': 1 })
})

test('what is released counts no more', async () => {
  const session = await newSession()
  await counters.reserve(session, [{ counter: 'a/b/writes', amount: 5 }])
  await counters.release(session, [{ counter: 'a/b/writes', amount: 2 }])
  expect(await counters.reserve(session, [{ counter: 'a/b/writes', amount: 1 }])).toEqual({ 'a/b/writes': 4 })
})

test('fifty requests at once each see another total, whatever the order of their counters', async () => {
  const session = await newSession()
  const both = [
    { counter: 'a/b/one', amount: 1 },
    { counter: 'a/b/two', amount: 1 },
  ]
  const seen = await Promise.all(
    Array.from({ length: 50 }, (_, index) => counters.reserve(session, index % 2 ? both : both.toReversed())),
  )
  const totals = Array.from({ length: 50 }, (_, index) => index + 1)
  expect(seen.map((it) => it['a/b/one']).sort((one, other) => one! - other!)).toEqual(totals)
  expect(seen.map((it) => it['a/b/two']).sort((one, other) => one! - other!)).toEqual(totals)
})
