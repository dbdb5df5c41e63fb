import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'slonik'
import { startCluster } from '../../src/store/cluster.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openPool } from '../../src/store/pool.ts'
import { binaries } from './binaries.ts'
import { remember, TEMPLATE, within } from './run.ts'

const SETTINGS = {
  // The commits that the tests race must really go to disk.
  fsync: 'on',
  // Everything else may stay in memory: this server is never started again.
  full_page_writes: 'off',
  checkpoint_timeout: '1h',
  max_wal_size: '8GB',
  // Databases stay until the end.
  autovacuum_naptime: '10min',
}

/** One throwaway PostgreSQL server a run; every test file clones its migrated template. */
export default async function setup(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-test-'))
  const cluster = await startCluster(await binaries(), directory, { settings: SETTINGS })
  remember({ cluster, directory })
  process.env.SALLYPORT_TEST_POSTGRES_URL = cluster.url
  const server = await openPool(cluster.url, { size: 1 })
  const version = await server.oneFirst(sql.unsafe`show server_version`)
  await server.query(sql.unsafe`create database ${sql.identifier([TEMPLATE])}`)
  await server.end()
  const template = await openPool(within(cluster.url, TEMPLATE), { size: 1 })
  await migrate(template)
  // A database that anybody is connected to can't be cloned.
  await template.end()
  const whose = process.env.SALLYPORT_TEST_POSTGRES_BIN === undefined ? 'embedded' : "the system's"
  process.stderr.write(`Tests run on PostgreSQL ${version} (${whose}).\n`)
}
