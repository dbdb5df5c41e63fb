import type { DatabasePool } from 'slonik'
import { embeddedBinaries } from './binaries.ts'
import { startCluster } from './cluster.ts'
import { openPool } from './pool.ts'

/** A database that is ready for queries. */
export interface Database {
  readonly pool: DatabasePool
  close(): Promise<void>
}

/** Database connections: two for the journal's commits, the rest for sessions and approvals. */
const POOL = 10

/** Opens the server at a URL, or where that is null the embedded one, its files in `directory`. */
export async function openDatabase(url: string | null, directory: string): Promise<Database> {
  if (url !== null) {
    const pool = await openPool(url, { size: POOL })
    return { pool, close: () => pool.end() }
  }
  const cluster = await startCluster(await embeddedBinaries(), directory)
  const pool = await openPool(cluster.url, { size: POOL })
  return { pool, close: () => pool.end().then(cluster.stop) }
}
