import { jest } from '@jest/globals'
import { sql } from 'slonik'
import { z } from 'zod'
import { GatewayError } from '../../src/core/errors.ts'
import { guarded, openPool } from '../../src/store/pool.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('whole numbers arrive as numbers, timestamps as milliseconds, null as null', async () => {
  const row = await database.pool.one(sql.unsafe`
    select 9007199254740991::int8 as large, timestamptz '2026-01-02 03:04:05.678+00' as at, null::int8 as none, 7::int4 as small`)
  expect(row).toEqual({ large: 9007199254740991, at: Date.UTC(2026, 0, 2, 3, 4, 5, 678), none: null, small: 7 })
})

test('a row that is not what its query says is refused', async () => {
  const query = sql.type(z.object({ n: z.string() }))`select 1 as n`
  await expect(database.pool.one(query)).rejects.toThrow('expected string')
})

test('the server itself ends a statement that takes too long', async () => {
  expect(await database.pool.oneFirst(sql.unsafe`show statement_timeout`)).toBe('5s')
})

test('a pool has no more connections than it was given', async () => {
  const pool = await openPool(database.url, { size: 2 })
  const backend = () => pool.oneFirst(sql.unsafe`select pg_backend_pid() from pg_sleep(0.05)`)
  const backends = await Promise.all(Array.from({ length: 8 }, backend))
  expect(new Set(backends).size).toBe(2)
  await pool.end()
})

test('a database that is not there is said to be unavailable', async () => {
  const nowhere = openPool('postgresql://nobody@127.0.0.1:1/none', { size: 1 })
  await expect(nowhere).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: { code: 'ECONNREFUSED' } })
})

describe('a guarded query', () => {
  afterEach(() => jest.useRealTimers())

  test('answers what the query answers', async () => {
    expect(await guarded(async () => 7)).toBe(7)
  })

  test('passes our own errors on', async () => {
    const own = new GatewayError('ERR_NOT_FOUND', 'No.')
    await expect(guarded(() => Promise.reject(own))).rejects.toBe(own)
  })

  test('keeps what the database said for the log alone', async () => {
    const cause = new Error('password is hunter2')
    const refused = guarded(() => Promise.reject(cause))
    await expect(refused).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      message: 'The database did not answer.',
      cause,
    })
  })

  test('keeps the SQLSTATE of text that is no value of its type', async () => {
    const refused = guarded(() => database.pool.query(sql.unsafe`select 'x'::text::uuid`))
    await expect(refused).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: { code: '22P02' } })
  })

  test('is given up where a frozen server answers nothing', async () => {
    jest.useFakeTimers()
    const refused = guarded(() => new Promise<never>(() => {})).catch((error: GatewayError) => error.code)
    jest.advanceTimersByTime(5_000)
    expect(await refused).toBe('ERR_STORE_UNAVAILABLE')
  })
})
