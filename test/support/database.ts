import { randomUUID } from 'node:crypto'
import { type DatabasePool, sql } from 'slonik'
import { openPool } from '../../src/store/pool.ts'
import { TEMPLATE, within } from './run.ts'

/** A database of a test file's own. */
export interface TestDatabase {
  readonly url: string
  readonly pool: DatabasePool
  /** Afterwards there is none of this name, and nobody is connected to it. */
  drop(): Promise<void>
}

/** Clones the migrated template; with `empty`, a database that nothing has touched yet. */
export async function testDatabase(options: { empty?: boolean; size?: number } = {}): Promise<TestDatabase> {
  const server = process.env.SALLYPORT_TEST_POSTGRES_URL!
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const template = options.empty ? 'template0' : TEMPLATE
  await administer(server, sql.unsafe`create database ${sql.identifier([name])} template ${sql.identifier([template])}`)
  const url = within(server, name)
  const pool = await openPool(url, { size: options.size ?? 20 })
  return {
    url,
    pool,
    drop: async () => {
      await pool.end()
      await administer(
        server,
        sql.unsafe`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`,
      )
      // To drop it, the server would first write all that is unwritten of all databases.
      await administer(
        server,
        sql.unsafe`alter database ${sql.identifier([name])} rename to ${sql.identifier([`dropped_${name}`])}`,
      )
    },
  }
}

async function administer(server: string, command: ReturnType<typeof sql.unsafe>): Promise<void> {
  const pool = await openPool(server, { size: 1 })
  // To copy a database takes the longer the busier the disk is.
  await pool.query(sql.unsafe`set statement_timeout = '60s'`)
  await pool.query(command)
  await pool.end()
}
