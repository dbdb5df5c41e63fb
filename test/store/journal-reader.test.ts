import { sql } from 'slonik'
import { insertEntries } from '../../src/store/journal.ts'
import { openJournalReader } from '../../src/store/journal-reader.ts'
import { A, B, entriesOf, found } from '../journal/verify/journals.ts'
import { testDatabase } from '../support/database.ts'
import { NOON } from '../support/rows.ts'

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const rows: T[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

test('all of it as it is at one moment, chain after chain', async () => {
  const database = await testDatabase()
  const chains = [entriesOf(B, 3), entriesOf(A, 6_000)]
  for (const chain of chains) await insertEntries(database.pool, chain)
  await database.pool.query(sql.unsafe`
    insert into sallyport.checkpoints values (1, ${sql.timestamp(new Date(NOON))}, 'jws-1')`)
  await database.pool.query(sql.unsafe`insert into sallyport.journal_keys (kid, jwk) values ('k', '{"kid": "k"}')`)
  await database.pool.query(sql.unsafe`
    insert into sallyport.happenings (kind, change, fields, at) values ('policy', 'insert', '{}', now())`)
  const reader = await openJournalReader(database.url)
  expect(await all(reader.checkpoints())).toEqual([{ number: 1, at: NOON, jws: 'jws-1' }])
  // Too late for this reader.
  await insertEntries(database.pool, entriesOf(B, 9, chains[0]!.at(-1)))
  expect(await all(reader.entries())).toEqual([...chains[1]!, ...chains[0]!].map(found))
  expect([await reader.happenings(), await reader.keys()]).toEqual([1, [{ kid: 'k' }]])
  await reader.close()
  await database.drop()
})

test('what was changed is read as it is', async () => {
  const database = await testDatabase()
  await database.pool.query(sql.unsafe`
    insert into sallyport.entries values ('00000000-0000-0000-0000-000000000000', -3, 'a kind', '2030-01-01 00:00:00.000001Z',
      null, null, E'two\nlines and  spaces', '\\x00')`)
  const reader = await openJournalReader(database.url)
  expect(await all(reader.entries())).toEqual([
    {
      ...{ writer: '00000000-0000-0000-0000-000000000000', sequence: -3, kind: 'a?kind', at: '1893456000000.001' },
      ...{ session: null, exchange: null, hash: '00', line: 'two\nlines and  spaces' },
    },
  ])
  await reader.close()
  await database.drop()
})

test('a database that is not there is told', async () => {
  await expect(openJournalReader('postgresql://x@127.0.0.1:1/x')).rejects.toMatchObject({
    code: 'ERR_STORE_UNAVAILABLE',
  })
})
