import { sql } from 'slonik'
import { openDatabase } from '../../src/store/open.ts'
import { testDatabase } from '../support/database.ts'

test('a server at a URL is used as it is', async () => {
  const database = await testDatabase()
  const { pool, close } = await openDatabase(database.url, '/nowhere')
  expect(await pool.oneFirst(sql.unsafe`select 1 as one`)).toBe(1)
  await close()
  await expect(pool.oneFirst(sql.unsafe`select 1 as one`)).rejects.toThrow()
  await database.drop()
})
