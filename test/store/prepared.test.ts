import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import { openPool } from '../../src/store/pool.ts'
import { prepared } from '../../src/store/prepared.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let pool: DatabasePool
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  pool = await openPool(database.url, { size: 1 })
})
afterEach(() => pool.end())
afterAll(() => database.drop())

const answer = z.object({ twice: z.number() })
const twice = (number: number) => prepared('twice').type(answer)`select ${number}::int * 2 as twice`
const kept = () => pool.anyFirst(sql.unsafe`select name from pg_prepared_statements`)

test('a statement is kept by its connection, and used again', async () => {
  expect(await pool.oneFirst(twice(2))).toBe(4)
  expect(await pool.oneFirst(twice(3))).toBe(6)
  expect(await kept()).toEqual([expect.stringMatching(/^sallyport_twice_[0-9a-f]{8}$/)])
  expect(await pool.oneFirst(sql.unsafe`select generic_plans + custom_plans from pg_prepared_statements`)).toBe(2)
})

test('another text by the same name, as another version of this has it, is another statement', async () => {
  const other = prepared('twice').type(answer)`select ${4}::int * 3 as twice`
  expect([await pool.oneFirst(twice(4)), await pool.oneFirst(other), await pool.oneFirst(twice(4))]).toEqual([8, 12, 8])
  expect(new Set(await kept()).size).toBe(2)
})

test('others are not', async () => {
  await pool.query(sql.unsafe`select ${1}::int`)
  expect(await kept()).toEqual([])
})

test('behind a pooler that loses it, one query fails, and those after it go without', async () => {
  await pool.query(twice(2))
  // What a pooler of transactions does that knows nothing of them: the next query is another connection's.
  await pool.query(sql.unsafe`deallocate all`)
  await expect(pool.query(twice(2))).rejects.toMatchObject({ code: '26000' })
  expect(await pool.oneFirst(twice(3))).toBe(6)
  expect(await kept()).toEqual([])
})

test('so it is where what it returns has changed', async () => {
  const all = () => pool.any(prepared('all').unsafe`select * from one`)
  await pool.query(sql.unsafe`create table one as select 1 as a`)
  await all()
  await pool.query(sql.unsafe`alter table one add column b int default 2`)
  await expect(all()).rejects.toMatchObject({ code: '0A000' })
  expect(await all()).toEqual([{ a: 1, b: 2 }])
})

test('any other error changes nothing', async () => {
  const divided = (by: number) => pool.oneFirst(prepared('divided').unsafe`select 6 / ${by}::int`)
  await expect(divided(0)).rejects.toMatchObject({ code: '22012' })
  expect(await divided(3)).toBe(2)
  expect(await kept()).toEqual([expect.stringMatching(/^sallyport_divided_/)])
})
