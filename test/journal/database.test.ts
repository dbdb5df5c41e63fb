import { sql } from 'slonik'
import { GatewayError } from '../../src/core/errors.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { createJournalStore } from '../../src/store/journal.ts'
import { testDatabase } from '../support/database.ts'
import { anIntent, anOutcome } from '../support/rows.ts'

test('over the real database: rows that it refuses fail alone, everything else is on record', async () => {
  const database = await testDatabase()
  const errors: unknown[] = []
  const journal = createJournal(createJournalStore(database.pool), {
    limit: 10_000,
    report: (error) => errors.push(error),
  })
  const broken = new Map([
    [13, anIntent({ connection: null as never })],
    [57, anIntent({ session: 'no uuid' })],
  ])
  const intents = Array.from({ length: 90 }, (_, n) => broken.get(n) ?? anIntent())
  const intended = intents.map((intent) =>
    journal.intend(intent).then(
      () => null,
      (error: GatewayError) => error.code,
    ),
  )
  for (const { exchange } of intents) journal.settle(anOutcome(exchange))
  const refused = (await Promise.all(intended)).flatMap((code, n) => (code === null ? [] : [[n, code]]))
  expect(refused).toEqual([
    [13, 'ERR_JOURNAL_UNAVAILABLE'],
    [57, 'ERR_JOURNAL_UNAVAILABLE'],
  ])
  await journal.drain()
  expect(errors.every((error) => error instanceof GatewayError)).toBe(true)
  const count = (table: string) =>
    database.pool.oneFirst(sql.unsafe`select count(*) from ${sql.identifier(['sallyport', table])}`)
  expect([await count('exchanges'), await count('decisions'), await count('answers')]).toEqual([88, 88, 90])
  await database.drop()
})

test('over the real database: thousands at once are written once each', async () => {
  const database = await testDatabase()
  const journal = createJournal(createJournalStore(database.pool), { limit: 10_000, report: () => {} })
  const intents = Array.from({ length: 3_000 }, () => anIntent())
  await Promise.all(intents.map((intent) => journal.intend(intent)))
  for (const { exchange } of intents) journal.settle(anOutcome(exchange))
  await journal.drain()
  const kept = await database.pool.anyFirst(sql.unsafe`
    select e.id from sallyport.exchanges e join sallyport.answers a on a.exchange_id = e.id
      join sallyport.decisions d on d.exchange_id = e.id`)
  expect([...kept].sort()).toEqual(intents.map((it) => it.exchange).sort())
  await database.drop()
})
