import pg from 'pg'
import { type DatabaseTransactionConnection, sql } from 'slonik'
import type { Notices } from '../core/ports.ts'
import { backoff, type Timing } from '../core/timing.ts'

/** PostgreSQL's name for where ends of sessions and leases are told. */
const CHANNEL = 'sallyport_sessions'
/** The longest wait before a lost connection is opened again, in milliseconds. */
const MOST = 10_000
/** Milliseconds for a connection to open. */
const SILENCE = 10_000
/** Milliseconds for a connection to close. */
const LAST_WORDS = 1_000

/** Tells every replica of a session's end, or of a lease's, once the transaction is committed (PostgreSQL, "NOTIFY"). */
export async function notify(connection: Pick<DatabaseTransactionConnection, 'query'>, session: string): Promise<void> {
  await connection.query(sql.unsafe`select pg_notify(${CHANNEL}, ${session})`)
}

/** {@link Notices} by a connection of its own, until it is closed. */
export interface OpenNotices extends Notices {
  close(): Promise<void>
}

/**
 * Listens (PostgreSQL, "LISTEN") on a connection that is opened again whenever it is lost. Never rejects: whoever
 * listens polls as well, since poolers and broken lines swallow notices.
 *
 * @param report told once of each loss
 */
export function openNotices(url: string, timing: Timing, report: (error: unknown) => void): OpenNotices {
  const listeners: ((session: string | null) => void)[] = []
  const over = new AbortController()
  const tell = (session: string | null): void => {
    for (const listener of listeners) listener(session)
  }

  /** Resolves once the connection is lost, or this is closed. */
  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: SILENCE })
    const lost = Promise.withResolvers<void>()
    // It may be lost before anybody waits for that, and after.
    lost.promise.catch(() => {})
    client.on('error', lost.reject)
    client.on('end', lost.resolve)
    client.on('notification', ({ payload }) => tell(payload ?? null))
    const stop = (): void => lost.resolve()
    over.signal.addEventListener('abort', stop)
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
      // What was told while nobody listened is told to nobody.
      tell(null)
      await lost.promise
    } finally {
      over.signal.removeEventListener('abort', stop)
      const ended = new AbortController()
      await Promise.race([client.end(), timing.sleep(LAST_WORDS, ended.signal)]).catch(() => {})
      ended.abort()
    }
  }

  const keepListening = async (): Promise<void> => {
    for (let failures = 0; !over.signal.aborted; failures++) {
      const started = timing.now()
      await listen().catch((error) => failures === 0 && report(error))
      if (timing.now() - started > MOST) failures = 0
      if (!over.signal.aborted) await timing.sleep(backoff(failures + 1, MOST, timing.random, 250), over.signal)
    }
  }
  const done = keepListening()

  return {
    heard: (listener) => void listeners.push(listener),
    async close() {
      over.abort()
      await done
    },
  }
}
