import { newId } from '../../src/core/id.ts'
import { createIndexStore } from '../../src/store/exchange-index.ts'
import { createSearch } from '../../src/store/search.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { anIntent, anOutcome, anyHash, aSession, NOON } from '../support/rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('one process at a time, until it gives up', async () => {
  const store = createIndexStore(database.pool)
  const [one, other] = [newId(NOON), newId(NOON)]
  expect(await store.claim(one, 60)).toBe(true)
  expect(await store.claim(other, 60)).toBe(false)
  expect(await store.claim(one, 0)).toBe(true)
  expect(await store.claim(other, 60)).toBe(true)
  expect(await store.claim(one, 60)).toBe(false)
})

test('parts of chains that are new, up to a limit, and none of them once they are done', async () => {
  const store = createIndexStore(database.pool)
  const session = aSession()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const intents = [0, 1, 2].map((n) => anIntent({ session: session.id, at: NOON + n }))
  const [plain, other] = [testJournal(database.pool), testJournal(database.pool)]
  for (const intent of intents.slice(0, 2)) await plain.append({ intents: [intent] })
  await other.append({ intents: [intents[2]!] })
  const [first, second, third] = intents.map(({ exchange }) => exchange)
  const all = await store.fresh(100)
  expect(all.map(({ sequence, exchanges }) => [sequence, exchanges.toSorted()]).toSorted()).toEqual([
    [2, [third]],
    [3, [first, second].toSorted()],
  ])
  // The chain's own first entry is one of them.
  expect((await store.fresh(2)).flatMap(({ exchanges }) => exchanges)).toHaveLength(1)
  await store.advance(all)
  expect(await store.fresh(100)).toEqual([])
  await store.advance(all.map((part) => ({ ...part, sequence: 1 })))
  expect(await store.fresh(100)).toEqual([])
  await plain.append({ outcomes: [anOutcome(first!, { session: session.id })] })
  expect((await store.fresh(100)).map(({ exchanges }) => exchanges)).toEqual([[first]])

  const unknown = anIntent()
  await plain.append({ intents: [unknown] })
  expect((await store.read([first!, unknown.exchange, newId(NOON)])).toSorted((one) => (one.session ? -1 : 1))).toEqual(
    [
      {
        lines: [expect.stringContaining('"kind":"exchange"'), expect.stringContaining('"kind":"answer"')],
        session: { agent: 'shop-bot', repository: 'acme/shop', run: '77/1' },
      },
      { lines: [expect.stringContaining(unknown.exchange)], session: null },
    ],
  )
})

test('an older look never replaces a newer one', async () => {
  const store = createIndexStore(database.pool)
  const session = aSession()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const indexed = { exchange: newId(NOON), session: session.id, at: NOON, shelf: null }
  await store.put([{ ...indexed, entries: 2, words: new Set(['newest', "it's", '\\']) }])
  await store.put([{ ...indexed, entries: 1, words: new Set(['oldest']) }])
  const found = async (text: string) => (await createSearch(database.pool)({ text }, 5)).sessions.length
  expect([await found('newest'), await found('oldest'), await found("it's")]).toEqual([1, 0, 0])
  await store.put([{ ...indexed, entries: 2, words: new Set(['again']) }])
  expect([await found('newest'), await found('again')]).toEqual([0, 1])
})
