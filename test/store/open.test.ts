import { sql } from 'slonik'
import { openDatabase } from '../../src/store/open.ts'

test('a server at a URL is used as it is', async () => {
  const { pool, close } = await openDatabase(process.env.TEST_DATABASE_URL!, '/nowhere')
  expect(await pool.oneFirst(sql.unsafe`select 1`)).toBe(1)
  await close()
  await expect(pool.oneFirst(sql.unsafe`select 1`)).rejects.toThrow()
})
