import { createHash } from 'node:crypto'
import { sql } from 'slonik'
import { newId } from '../../src/core/id.ts'
import type { Satisfied } from '../../src/core/input.ts'
import type { StoredSession } from '../../src/core/ports.ts'
import type { SessionFilter } from '../../src/core/search.ts'
import { beginningOf } from '../../src/journal/recordings/beginning.ts'
import { indexSome } from '../../src/journal/search/indexer.ts'
import { createChunkStore } from '../../src/store/chunks.ts'
import { createIndexStore } from '../../src/store/exchange-index.ts'
import { createSearch } from '../../src/store/search.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { createShelves } from '../../src/store/shelves.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { aDecision, anIntent, anOutcome, anyHash, aRecording, aSession, NOON } from '../support/rows.ts'

let database: TestDatabase
const DAY = '2040-01-02'
const [first, second, third] = [
  aSession({ createdAt: NOON - 3_000 }),
  aSession({ createdAt: NOON - 2_000, agent: 'docs-bot', run: '78/1' }),
  aSession({ createdAt: NOON - 1_000, trust: { ...aSession().trust, repository: 'acme/docs' } }),
] as const

const satisfied: readonly Satisfied[] = [
  {
    code: 'git/protected-branches',
    operation: 0,
    from: ['leads'],
    by: ['ada@example.com'],
    at: new Date(NOON).toISOString(),
  },
]
const asked = { ...aDecision().asked, approval: { satisfied } }
const push = anIntent({
  ...{ session: first.id, connection: 'forge', at: NOON, target: '/acme/shop.git/git-receive-pack' },
  operations: [{ kind: 'git.push', access: 'write', resource: 'acme/shop#refs/heads/main', detail: { force: true } }],
  decisions: [{ ...aDecision(), asked, reasons: [{ code: 'git/protected-branches', message: 'main is protected.' }] }],
})
const order = anIntent({ session: second.id, at: NOON + 1_000, target: '/orders/17?q=caf%C3%A9' })
const settings = anIntent({
  ...{ session: second.id, at: NOON + 2_000, target: '/settings' },
  operations: [{ kind: 'http.get', access: 'read', resource: '/settings', detail: {} }],
})
const other = anIntent({ session: third.id, at: NOON + 3_000, target: '/orders/18' })

/** One session, with its recordings in the database. */
async function recorded(text: string) {
  const content = Buffer.from(text)
  const sha256 = createHash('sha256').update(content).digest('hex')
  await createChunkStore(database.pool).put([{ connection: 'shop', day: DAY, sha256, bytes: content.length, content }])
  return aRecording({ bytes: content.length, day: DAY, chunks: [{ sha256, bytes: content.length }] })
}

const index = async (forget = false) => {
  const [store, read] = [createIndexStore(database.pool), beginningOf(createChunkStore(database.pool))]
  const report = (thrown: unknown) => {
    throw thrown
  }
  while (await indexSome({ store, read, holder: newId(NOON), report }, forget)) {
    await database.pool.query(sql.unsafe`delete from sallyport.indexers`)
  }
  await database.pool.query(sql.unsafe`delete from sallyport.indexers`)
}
const find = async (filter: SessionFilter, limit = 50) => {
  const { sessions } = await createSearch(database.pool)(filter, limit)
  return sessions.map(({ id, matched: { count, exchanges } }) => [nameOf(id), count, ...exchanges.map(nameOf)])
}
const names = new Map<string, string>([
  ...[first, second, third].map(({ id }, at): [string, string] => [id, ['first', 'second', 'third'][at]!]),
  ...Object.entries({ push, order, settings, other }).map(([name, it]): [string, string] => [it.exchange, name]),
])
const nameOf = (id: string) => names.get(id) ?? id

beforeAll(async () => {
  database = await testDatabase()
  const sessions = createSessionStore(database.pool)
  for (const session of [first, second, third] satisfies StoredSession[])
    await sessions.create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const journal = testJournal(database.pool)
  await journal.append({
    intents: [push, order, settings, other],
    outcomes: [
      anOutcome(push.exchange, { session: first.id, code: 'ERR_UPSTREAM_BROKEN', status: 502 }),
      anOutcome(order.exchange, {
        session: second.id,
        recordings: [await recorded('Error: ENOENT: no such file, open "src/app/main.ts"')],
      }),
    ],
  })
  await index()
})
afterAll(() => database.drop())

test.each<[SessionFilter, unknown[]]>([
  [
    {},
    [
      ['third', 1],
      ['second', 2],
      ['first', 1],
    ],
  ],
  [{ agent: 'docs-bot' }, [['second', 2]]],
  [{ agent: 'docs' }, []],
  [{ repository: 'acme/docs' }, [['third', 1]]],
  [{ run: '78/1' }, [['second', 2]]],
  [{ connection: 'forge' }, [['first', 1, 'push']]],
  [{ operation: 'git.push' }, [['first', 1, 'push']]],
  [{ operation: 'git.*' }, [['first', 1, 'push']]],
  [{ operation: 'git.p' }, []],
  [{ operation: '*', agent: 'docs-bot' }, [['second', 2, 'settings', 'order']]],
  [{ decision: 'mask', connection: 'forge' }, [['first', 1, 'push']]],
  [{ decision: 'deny' }, []],
  [{ rule: 'git/protected-branches' }, [['first', 1, 'push']]],
  [{ approver: 'ada@example.com' }, [['first', 1, 'push']]],
  [{ approver: 'ada' }, []],
  [
    { text: 'orders' },
    [
      ['third', 1, 'other'],
      ['second', 1, 'order'],
    ],
  ],
  [{ text: 'ORDERS/17' }, [['second', 1, 'order']]],
  [
    { text: 'orders/1*' },
    [
      ['third', 1, 'other'],
      ['second', 1, 'order'],
    ],
  ],
  [{ text: '17/orders' }, []],
  [{ text: 'refs/heads/main' }, [['first', 1, 'push']]],
  [{ text: 'main.ts ENOENT' }, [['second', 1, 'order']]],
  [{ text: 'src/app/main.ts' }, [['second', 1, 'order']]],
  [{ text: 'café' }, [['second', 1, 'order']]],
  [{ text: 'protected' }, [['first', 1, 'push']]],
  [{ text: 'err_upstream_broken' }, [['first', 1, 'push']]],
  [{ text: 'orders', agent: 'docs-bot' }, [['second', 1, 'order']]],
  [{ text: "it's \\ 'quoted' orders" }, []],
  [{ since: NOON + 2_500, text: 'orders' }, [['third', 1, 'other']]],
  [{ until: NOON + 2_500, text: 'orders' }, [['second', 1, 'order']]],
  [
    { since: NOON + 1_500 },
    [
      ['third', 1],
      ['second', 1],
      ['first', 0],
    ],
  ],
  [
    { until: NOON - 1_500 },
    [
      ['second', 0],
      ['first', 0],
    ],
  ],
])('%j finds %j', async (filter, found) => {
  expect(await find(filter)).toEqual(found)
})

test('the newest so many sessions', async () => {
  expect(await find({ text: 'orders' }, 1)).toEqual([['third', 1, 'other']])
})

test('an index that is thrown away is filled again, and one that is filled again stays the same', async () => {
  const before = await find({ text: 'orders' })
  await database.pool.query(sql.unsafe`truncate sallyport.exchange_index`)
  expect(await find({ text: 'orders' })).toEqual([])
  await index()
  expect(await find({ text: 'orders' })).toEqual([])
  await database.pool.query(sql.unsafe`truncate sallyport.index_positions`)
  await index()
  await database.pool.query(sql.unsafe`truncate sallyport.index_positions`)
  await index()
  expect(await find({ text: 'orders' })).toEqual(before)
})

test('words of a recording go with it, and all else stays', async () => {
  expect(await find({ text: 'enoent' })).toEqual([['second', 1, 'order']])
  await createShelves(database.pool).clear({ connection: 'shop', day: DAY })
  await index(true)
  expect(await find({ text: 'enoent' })).toEqual([])
  expect(await find({ text: 'orders/17' })).toEqual([['second', 1, 'order']])
})
