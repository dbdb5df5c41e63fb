import pg from 'pg'
import { type DatabaseTransactionConnection, sql } from 'slonik'
import type { Notices } from '../core/ports.ts'
import { backoff, type Timing } from '../core/timing.ts'

/** PostgreSQL's names for where ends of sessions and leases are told, and changes of approvals. */
export const CHANNELS = { sessions: 'sallyport_sessions', approvals: 'sallyport_approvals' } as const
/** The longest wait before a lost connection is opened again, in milliseconds. */
const MOST = 10_000
/** Milliseconds for a connection to open. */
const SILENCE = 10_000
/** Milliseconds for a connection to close. */
const LAST_WORDS = 1_000

/** Tells every replica of a session's end, or of a lease's, once the transaction is committed (PostgreSQL, "NOTIFY"). */
export async function notify(connection: Pick<DatabaseTransactionConnection, 'query'>, session: string): Promise<void> {
  await connection.query(sql.unsafe`select pg_notify(${CHANNELS.sessions}, ${session})`)
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
  const listeners: { readonly channel: string; readonly listener: (id: string | null) => void }[] = []
  const over = new AbortController()
  const tell = (channel: string, id: string | null): void => {
    for (const it of listeners) if (it.channel === channel) it.listener(id)
  }

  /** Resolves once the connection is lost, or this is closed. */
  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: SILENCE })
    const lost = Promise.withResolvers<void>()
    // It may be lost before anybody waits for that, and after.
    lost.promise.catch(() => {})
    client.on('error', lost.reject)
    client.on('end', lost.resolve)
    client.on('notification', ({ channel, payload }) => tell(channel, payload ?? null))
    const stop = (): void => lost.resolve()
    over.signal.addEventListener('abort', stop)
    try {
      await client.connect()
      for (const channel of Object.values(CHANNELS)) await client.query(`listen ${channel}`)
      // What was told while nobody listened is told to nobody.
      for (const channel of Object.values(CHANNELS)) tell(channel, null)
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
    heard: (topic, listener) => void listeners.push({ channel: CHANNELS[topic], listener }),
    async close() {
      over.abort()
      await done
    },
  }
}
