import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import { z } from 'zod'
import type { Lease, StoredLease } from '../core/lease.ts'
import type { LeaseStore } from '../core/ports.ts'
import { notify } from './notices.ts'
import { guarded } from './pool.ts'
import { jsonText, uuidText } from './values.ts'

const row = z.object({
  id: z.string(),
  session: z.string(),
  agent: z.string(),
  connections: z.array(z.string()),
  resources: z.array(z.string()),
  operations: z.array(z.string()),
  answers: z.custom<Lease['answers']>(),
  grantedAt: z.number(),
  expiresAt: z.number(),
  endedAt: z.number().nullable(),
  endedBecause: z.string().nullable(),
})

const columns = sql.fragment`
  l.id, l.session_id as session, s.agent, l.connections, l.resources, l.operations, l.answers, l.granted_at as "grantedAt",
  l.expires_at as "expiresAt", l.ended_at as "endedAt", l.ended_because as "endedBecause"
  from sallyport.leases l join sallyport.sessions s on s.id = l.session_id`

/** Leases in the table `sallyport.leases`. */
export function createLeaseStore(pool: DatabasePool): LeaseStore {
  return {
    list: ({ session, open, limit }): Promise<readonly StoredLease[]> =>
      guarded(() =>
        pool.any(sql.type(row)`
      select ${columns}
      where ${session === null ? sql.fragment`true` : sql.fragment`l.session_id = ${uuidText(session)}`}
        and (not ${open} or (l.ended_at is null and s.ended_at is null and least(l.expires_at, s.expires_at) > now()))
      order by l.granted_at desc, l.id desc limit ${limit}`),
      ),
    find: (id) => guarded(() => pool.maybeOne(sql.type(row)`select ${columns} where l.id = ${uuidText(id)}`)),
    end: (id, because, at) =>
      guarded(() =>
        pool.transaction(async (transaction) => {
          const ended = await transaction.any(sql.type(z.object({ session: z.string() }))`
            update sallyport.leases set ended_at = ${sql.timestamp(new Date(at))}, ended_because = ${because}
            where id = ${uuidText(id)} and ended_at is null returning session_id as session`)
          for (const { session } of ended) await notify(transaction, session)
          return ended.length === 1
        }),
      ),
  }
}

/** Grants leases to a session; `exchange` is where people's answer became one. */
export async function insertLeases(
  connection: Pick<DatabaseTransactionConnection, 'query'>,
  session: string,
  leases: readonly Lease[],
  exchange: string | null,
): Promise<void> {
  if (leases.length === 0) return
  const rows = leases.map(({ grantedAt, expiresAt, endedAt: _endedAt, ...same }) => ({
    ...same,
    session_id: session,
    exchange_id: exchange,
    granted_at: new Date(grantedAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
  }))
  await connection.query(sql.unsafe`
    insert into sallyport.leases (id, session_id, connections, resources, operations, answers, exchange_id, granted_at, expires_at)
    select id, session_id, connections, resources, operations, nullif(answers, 'null'), exchange_id, granted_at, expires_at
    from json_to_recordset(${jsonText(rows)}) as r(id uuid, session_id uuid, connections jsonb, resources jsonb,
      operations jsonb, answers jsonb, exchange_id uuid, granted_at timestamptz, expires_at timestamptz)`)
}

/** Takes back what came of an answer whose use came to nothing. */
export async function endLeasesOf(
  connection: Pick<DatabaseTransactionConnection, 'query'>,
  exchange: string,
): Promise<void> {
  const { rows } = await connection.query(sql.type(z.object({ session: z.string() }))`
    update sallyport.leases set ended_at = now(), ended_because = 'given back'
    where exchange_id = ${exchange} and ended_at is null returning session_id as session`)
  const [ended] = rows
  if (ended !== undefined) await notify(connection, ended.session)
}
