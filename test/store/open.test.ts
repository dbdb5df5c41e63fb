import { sql } from 'slonik'
import { openDatabase, reachDatabase } from '../../src/store/open.ts'
import { testDatabase } from '../support/database.ts'

test('a server at a URL is used as it is', async () => {
  const database = await testDatabase()
  const { pool, close } = await openDatabase(database.url, '/nowhere')
  expect(await pool.oneFirst(sql.unsafe`select 1 as one`)).toBe(1)
  await close()
  await expect(pool.oneFirst(sql.unsafe`select 1 as one`)).rejects.toThrow()
  await database.drop()
})

test('a server at a URL is reached without a look', async () => {
  const { url, close } = await reachDatabase('postgresql://elsewhere', '/nowhere')
  await close()
  expect(url).toBe('postgresql://elsewhere')
})
