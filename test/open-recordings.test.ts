import { sql } from 'slonik'
import { z } from 'zod'
import { realTiming } from '../src/core/timing.ts'
import { openRecordings } from '../src/open-recordings.ts'
import { createChunkStore } from '../src/store/chunks.ts'
import { testDatabase } from './support/database.ts'

const DAYS = { headBytes: 10, fullBytes: 100, days: 90 }
const connection = (name: string, keptDays: number | null) => ({ name, keptDays }) as never
const count = z.object({ count: z.number() })

test('what is recorded is durable, and deleted in its time unless there is a legal hold', async () => {
  const database = await testDatabase()
  const { pool } = database
  const errors: unknown[] = []
  const long = '2020-01-01'
  const content = Buffer.from('old')
  const old = ['shop', 'held', 'gone'].map((name) => ({
    ...{ connection: name, day: long, sha256: 'ab'.repeat(32), bytes: 3, content },
  }))
  await createChunkStore(pool).put(old)
  const config = { connections: [connection('shop', 7), connection('held', null)], recordings: DAYS }
  const recordings = await openRecordings(config, { pool, timing: realTiming, report: (error) => errors.push(error) })
  const left = await pool.anyFirst(
    sql.type(z.object({ connection: z.string() }))`select connection from sallyport.chunks`,
  )
  expect(left).toEqual(['held'])

  const recorder = recordings.port.recorder({ connection: 'shop', day: '2040-01-02' })
  recorder.take(Buffer.from('hello'), 5)
  expect(recordings.port.full).toBe(false)
  const [{ chunks }] = await Promise.all([recorder.close(), recordings.close(5_000)])
  expect(recordings.waiting).toBe(0)
  const read = await createChunkStore(pool).get({ connection: 'shop', day: '2040-01-02' }, [chunks[0]!.sha256])
  expect([...read.values()].map(String)).toEqual(['hello'])
  expect(await pool.oneFirst(sql.type(count)`select count(*) as count from sallyport.chunks`)).toBe(2)

  // Whoever takes a connection out of the configuration has said nothing of its legal hold.
  const again = await openRecordings(
    { ...config, connections: [] },
    { pool, timing: realTiming, report: (error) => errors.push(error) },
  )
  await again.close(0)
  expect(await pool.oneFirst(sql.type(count)`select count(*) as count from sallyport.chunks`)).toBe(2)
  expect(errors).toEqual([])
  await database.drop()
})
