import type { DatabasePool } from 'slonik'
import { realTiming } from '../core/timing.ts'
import { embeddedBinaries } from './binaries.ts'
import { runningCluster, startCluster } from './cluster.ts'
import { type OpenNotices, openNotices } from './notices.ts'
import { openPool } from './pool.ts'

/** A database that is ready for queries. */
export interface Database {
  readonly pool: DatabasePool
  /** Listens from now on. `report` is told of each loss of the connection. */
  notices(report: (error: unknown) => void): OpenNotices
  close(): Promise<void>
}

/** Database connections: two for the journal's commits, the rest for sessions and approvals. */
const POOL = 10

/** Opens the server at a URL, or where that is null the embedded one, its files in `directory`. */
export async function openDatabase(url: string | null, directory: string): Promise<Database> {
  if (url !== null) {
    const pool = await openPool(url, { size: POOL })
    return { pool, notices: (report) => openNotices(url, realTiming, report), close: () => pool.end() }
  }
  const cluster = await startCluster(await embeddedBinaries(), directory)
  const pool = await openPool(cluster.url, { size: POOL })
  return {
    pool,
    notices: (report) => openNotices(cluster.url, realTiming, report),
    close: () => pool.end().then(cluster.stop),
  }
}

/** The database that {@link openDatabase} would open, for one more reader: a gateway may have it open. */
export async function reachDatabase(
  url: string | null,
  directory: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  if (url !== null) return { url, close: async () => {} }
  const binaries = await embeddedBinaries()
  const running = await runningCluster(binaries, directory)
  if (running !== null) return { url: running, close: async () => {} }
  const cluster = await startCluster(binaries, directory)
  return { url: cluster.url, close: cluster.stop }
}
