import { sql } from 'slonik'
import { z } from 'zod'
import { migrate } from '../../src/store/migrate.ts'
import { testDatabase } from '../support/database.ts'

const versions = sql.type(z.object({ version: z.number() }))`select version from sallyport.migrations order by version`

test('twenty starts at once apply each migration exactly once', async () => {
  const database = await testDatabase({ empty: true })
  const applied = await Promise.all(Array.from({ length: 20 }, () => migrate(database.pool)))
  expect(applied.flat().sort((a, b) => a - b)).toEqual([...(await database.pool.anyFirst(versions))])
  expect(applied.flat()).toContain(1)
  await expect(database.pool.any(sql.unsafe`select * from sallyport.votes`)).resolves.toEqual([])
  await database.drop()
})

test('a database that is up to date is left alone', async () => {
  const database = await testDatabase()
  expect(await migrate(database.pool)).toEqual([])
  await database.drop()
})

test('a database that a newer Sallyport migrated is refused', async () => {
  const database = await testDatabase()
  await database.pool.query(sql.unsafe`insert into sallyport.migrations (version) values (9999)`)
  await expect(migrate(database.pool)).rejects.toMatchObject({ code: 'ERR_STORE_NEWER', fix: 'Upgrade Sallyport.' })
  await database.drop()
})

test('a failed migration leaves nothing behind, and is applied by the next start', async () => {
  const database = await testDatabase({ empty: true })
  // In the way of the migration's last table.
  await database.pool.query(sql.unsafe`create schema sallyport`)
  await database.pool.query(sql.unsafe`create table sallyport.votes (x integer)`)
  await expect(migrate(database.pool)).rejects.toThrow('relation "votes" already exists')
  expect(await database.pool.anyFirst(versions)).toEqual([])
  await database.pool.query(sql.unsafe`drop table sallyport.votes`)
  expect(await migrate(database.pool)).toContain(1)
  await database.drop()
})
