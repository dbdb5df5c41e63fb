import { hash } from 'node:crypto'
import { sql } from 'slonik'
import { z } from 'zod'
import { GatewayError } from '../../src/core/errors.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { createJournalStore } from '../../src/store/journal.ts'
import { testDatabase } from '../support/database.ts'
import { entriesOf, quiet } from '../support/journal.ts'
import { anIntent, anOutcome } from '../support/rows.ts'

test('over the real database: rows that it refuses fail alone, everything else is on record', async () => {
  const database = await testDatabase()
  const errors: unknown[] = []
  const journal = createJournal(createJournalStore(database.pool), { ...quiet, report: (error) => errors.push(error) })
  const broken = new Map([
    [13, anIntent({ exchange: 'no uuid' })],
    [57, anIntent({ session: 'no uuid' })],
  ])
  const intents = Array.from({ length: 90 }, (_, n) => broken.get(n) ?? anIntent())
  const intended = intents.map((intent) =>
    journal.intend(intent).then(
      () => null,
      (error: GatewayError) => error.code,
    ),
  )
  for (const { exchange } of intents.filter((it) => it !== broken.get(13))) journal.settle(anOutcome(exchange))
  const refused = (await Promise.all(intended)).flatMap((code, n) => (code === null ? [] : [[n, code]]))
  expect(refused).toEqual([
    [13, 'ERR_JOURNAL_UNAVAILABLE'],
    [57, 'ERR_JOURNAL_UNAVAILABLE'],
  ])
  await journal.close()
  expect(errors.every((error) => error instanceof GatewayError)).toBe(true)
  const counts = await Promise.all((['exchange', 'answer'] as const).map((kind) => entriesOf(database.pool, kind)))
  expect(counts.map((entries) => entries.length)).toEqual([88, 89])
  await database.drop()
})

test('over the real database: thousands at once are written once each, in one chain', async () => {
  const database = await testDatabase()
  const journal = createJournal(createJournalStore(database.pool), quiet)
  const intents = Array.from({ length: 3_000 }, () => anIntent({ target: 'a\0b\n\ud800 \\ "' }))
  await Promise.all(intents.map((intent) => journal.intend(intent)))
  for (const { exchange } of intents) journal.settle(anOutcome(exchange))
  await journal.close()
  const row = z.object({ sequence: z.number(), entry: z.string(), hash: z.string() })
  const kept = await database.pool.any(sql.type(row)`
    select sequence, entry, encode(hash, 'hex') as hash from sallyport.entries order by sequence`)
  const parsed = kept.map(({ entry }) => JSON.parse(entry) as { exchange: string; previous: string; target?: string })
  expect(kept.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 6_001 }, (_, n) => n + 1))
  expect(kept.filter(({ entry, hash: kept }) => hash('sha256', entry) !== kept)).toEqual([])
  expect(parsed.slice(1).filter(({ previous }, n) => previous !== kept[n]!.hash)).toEqual([])
  for (const half of [parsed.slice(1, 3_001), parsed.slice(3_001)])
    expect(half.map(({ exchange }) => exchange).sort()).toEqual(intents.map(({ exchange }) => exchange).sort())
  expect(new Set(parsed.slice(1, 3_001).map(({ target }) => target))).toEqual(new Set([intents[0]!.target]))
  await database.drop()
})
