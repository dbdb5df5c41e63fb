import { createHash } from 'node:crypto'
import { sql } from 'slonik'
import { z } from 'zod'
import type { Chunk } from '../../src/core/recording.ts'
import { createChunkStore } from '../../src/store/chunks.ts'
import { createShelves } from '../../src/store/shelves.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const DAY = '2040-01-02'
const aChunk = (content: string | Buffer, connection = 'shop', day = DAY): Chunk => {
  const bytes = Buffer.from(content as string)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { connection, day, sha256, bytes: bytes.length, content: bytes }
}
const rows = () =>
  database.pool.any(sql.type(
    z.object({ connection: z.string(), bytes: z.number(), compressed: z.boolean(), stored: z.number() }),
  )`
    select connection, bytes, compressed, length(content) as stored from sallyport.chunks order by bytes, connection`)

test('chunks come back as they were, compressed where that is shorter, each once on its shelf', async () => {
  const store = createChunkStore(database.pool)
  const [short, long, any] = [aChunk('abc'), aChunk('log line\n'.repeat(1_000)), aChunk(Buffer.from([0, 255, 10, 0]))]
  await store.put([short, long, short, any])
  await store.put([long, aChunk('abc', 'forge')])
  const read = await store.get({ connection: 'shop', day: DAY }, [
    short.sha256,
    long.sha256,
    any.sha256,
    'ab'.repeat(32),
  ])
  expect([...read.keys()].toSorted()).toEqual([short.sha256, long.sha256, any.sha256].toSorted())
  expect(read.get(long.sha256)!.equals(long.content)).toBe(true)
  expect(read.get(any.sha256)!.equals(any.content)).toBe(true)
  const [first, second, third, fourth] = await rows()
  expect([first, second]).toEqual([
    { connection: 'forge', bytes: 3, compressed: false, stored: 3 },
    { connection: 'shop', bytes: 3, compressed: false, stored: 3 },
  ])
  expect([third, fourth]).toMatchObject([
    { bytes: 4, compressed: false },
    { bytes: 9_000, compressed: true },
  ])
  expect(fourth!.stored).toBeLessThan(200)
})

test('days are partitions: shelves are cleared one by one, and a day that is empty goes', async () => {
  const [store, shelves] = [createChunkStore(database.pool), createShelves(database.pool)]
  const [early, late] = ['2041-05-01', '2041-05-02'] as const
  await Promise.all([shelves.addDay(early), shelves.addDay(early), shelves.addDay(late)])
  await store.put([aChunk('a', 'shop', early), aChunk('a', 'forge', early), aChunk('b', 'shop', late)])
  const since = (shelf: { day: string }) => shelf.day >= early
  expect((await shelves.older(late)).filter(since)).toEqual([
    { connection: 'forge', day: early },
    { connection: 'shop', day: early },
  ])
  await shelves.clear({ connection: 'shop', day: early })
  await shelves.dropEmpty('2041-06-01')
  expect((await store.get({ connection: 'forge', day: early }, [aChunk('a').sha256])).size).toBe(1)
  await shelves.clear({ connection: 'forge', day: early })
  await shelves.dropEmpty('2041-06-01')
  const partitions = await database.pool.anyFirst(sql.type(z.object({ name: z.string() }))`
    select relname as name from pg_class where relname ~ '^chunks_2041050[0-9]$' order by relname`)
  expect(partitions).toEqual(['chunks_20410502'])
})

test('a day that the default has chunks of stays there', async () => {
  const [store, shelves] = [createChunkStore(database.pool), createShelves(database.pool)]
  await store.put([aChunk('x', 'shop', '2042-01-01')])
  await shelves.addDay('2042-01-01')
  expect((await store.get({ connection: 'shop', day: '2042-01-01' }, [aChunk('x').sha256])).size).toBe(1)
})
