import { newId } from '../../src/core/id.ts'
import type { Place } from '../../src/core/replay.ts'
import { createReplayReader } from '../../src/store/replay.ts'
import { collected } from '../support/collected.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type TestJournal, testJournal } from '../support/journal.ts'
import { anIntent, anOutcome, aRecording, NOON } from '../support/rows.ts'

let database: TestDatabase
let journal: TestJournal
beforeAll(async () => {
  database = await testDatabase()
  journal = testJournal(database.pool)
})
afterAll(() => database.drop())

test('exchanges with all that is on record, in the order in which they began', async () => {
  const session = newId(NOON)
  const [whole, cut] = [anIntent({ session, at: NOON + 1, uses: [] }), newId(NOON)]
  const recordings = [aRecording()]
  await journal.reach({ exchange: cut, session, connection: 'forge', stage: 'uploading', at: NOON + 2 })
  await journal.reach({ exchange: whole.exchange, session, connection: 'shop', stage: 'held', at: NOON })
  await journal.append({
    intents: [whole, anIntent()],
    outcomes: [anOutcome(whole.exchange, { session, recordings, bytesUpstream: 3 })],
  })
  const { exchange: id, session: _session, uses: _uses, grants: _grants, ...intent } = whole
  const gateway = { host: 'gate.test', version: '0.0.0' }
  const first = {
    ...{ id, ...intent, gateway, approvals: [], stages: [{ stage: 'held', at: NOON }] },
    answer: {
      ...{ at: NOON + 5, status: 201, headers: [['content-type', 'text/plain']], code: null, bytes: 2 },
      ...{ bytesUpstream: 3, forwarded: true, recordings },
    },
  }
  const second = {
    ...{ id: cut, at: NOON + 2, gateway, connection: 'forge', protocol: null, method: null, host: null, target: null },
    ...{ headers: [], operations: [], decisions: [], inspectionOf: null, approvals: [], answer: null },
    stages: [{ stage: 'uploading', at: NOON + 2 }],
  }
  const reader = createReplayReader(database.pool)
  expect(await reader.exchanges(session, null, 10)).toEqual({ exchanges: [first, second], next: null })
  expect(await reader.exchange(session, id)).toEqual(first)
  expect(await reader.exchange(newId(NOON), id)).toBeNull()
  expect(await reader.exchange(session, 'none')).toBeNull()
  expect(await reader.exchanges('none', null, 10)).toEqual({ exchanges: [], next: null })
})

test('page after page, none left out and none twice, whatever began in the same millisecond', async () => {
  const session = newId(NOON)
  const intents = Array.from({ length: 25 }, (_, n) => anIntent({ session, at: NOON + Math.floor(n / 10) }))
  const others = testJournal(database.pool)
  await Promise.all([journal.append({ intents: intents.slice(0, 13) }), others.append({ intents: intents.slice(13) })])
  const reader = createReplayReader(database.pool)
  const [seen, times]: [string[], number[]] = [[], []]
  let pages = 0
  for (let after: Place | null = null; ; pages++) {
    const page: Awaited<ReturnType<typeof reader.exchanges>> = await reader.exchanges(session, after, 4)
    seen.push(...page.exchanges.map(({ id }) => id))
    times.push(...page.exchanges.map(({ at }) => at))
    if (page.next === null) break
    after = page.next
  }
  expect([pages, seen.toSorted()]).toEqual([6, intents.map(({ exchange }) => exchange).toSorted()])
  expect(times).toEqual(times.toSorted())
})

test('lines as they stand, of all kinds or of some', async () => {
  const session = newId(NOON)
  const intents = Array.from({ length: 600 }, (_, n) => anIntent({ session, at: NOON + n }))
  const outcome = anOutcome(intents[0]!.exchange, { session, at: NOON + 10_000 })
  await journal.append({ intents, outcomes: [outcome] })
  const reader = createReplayReader(database.pool)
  const all = (await collected(reader.lines(session, null))).flat()
  const exchanges = all.slice(0, 600).map((line) => (JSON.parse(line) as { exchange: string }).exchange)
  expect(exchanges).toEqual(intents.map(({ exchange }) => exchange))
  expect([all.length, JSON.parse(all.at(-1)!)]).toMatchObject([601, { kind: 'answer' }])
  expect((await collected(reader.lines(session, ['answer', 'vote']))).flat()).toEqual([all.at(-1)])
})
