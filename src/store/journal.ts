import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import { z } from 'zod'
import type { Entry, Happening, Intent } from '../core/journal.ts'
import type { JournalStore, Use } from '../core/ports.ts'
import { insertLeases } from './leases.ts'
import { guarded } from './pool.ts'
import { prepared } from './prepared.ts'
import { uuidText } from './values.ts'

type Connection = Pick<DatabaseTransactionConnection, 'query'>

const head = z.object({ sequence: z.number(), hash: z.string() })
const outcomes = z.object({ use: z.enum(['used', 'gone', 'busy']) })
const any = z.object({ any: z.boolean() })
const happening = z.object({
  id: z.number(),
  kind: z.enum(['session', 'approval', 'vote', 'lease', 'mark', 'policy']),
  change: z.enum(['insert', 'update', 'delete', 'found']),
  session: z.string().nullable(),
  fields: z.string(),
  at: z.number(),
})

/** The journal in the table `sallyport.entries`, and what is on its way there in `sallyport.happenings`. */
export function createJournalStore(pool: DatabasePool): JournalStore {
  return {
    append: (entries) => guarded(() => insertEntries(pool, entries)),
    appendUses: (intents, chained) =>
      guarded(() =>
        pool.transaction(async (transaction) => {
          const uses = await use(transaction, intents)
          const used = intents.filter((_, index) => uses[index] === 'used')
          if (used.length === 0) return uses
          await insertEntries(transaction, chained(used))
          for (const { session, grants, exchange } of used) await insertLeases(transaction, session, grants, exchange)
          return uses
        }),
      ),
    appendHappenings: (limit, chained) =>
      guarded(async () => {
        if (!(await hasHappenings(pool))) return 0
        return pool.transaction(async (transaction) => {
          const happened = await takeHappenings(transaction, limit)
          if (happened.length > 0) await insertEntries(transaction, chained(happened))
          return happened.length
        })
      }),
    head: (writer) =>
      guarded(async () => {
        const newest = await pool.maybeOne(sql.type(head)`
          select sequence, encode(hash, 'hex') as hash from sallyport.entries
          where writer = ${uuidText(writer)} order by sequence desc limit 1`)
        return newest ?? { sequence: 0, hash: '0'.repeat(64) }
      }),
  }
}

/** Slonik's own `exists` would leave the statement's name out. */
function hasHappenings(pool: DatabasePool): Promise<boolean> {
  return pool.oneFirst(prepared('has_happenings').type(any)`select exists (select from sallyport.happenings) as any`)
}

/** Lines of text a column: entries have no line end in them, and text in arrays would be escaped. */
export async function insertEntries(connection: Connection, entries: readonly Entry[]): Promise<void> {
  const [first] = entries
  if (first === undefined) return
  const column = (of: (entry: Entry) => string | number | null) =>
    sql.fragment`string_to_array(${entries.map((entry) => of(entry) ?? '').join('\n')}, E'\n', '')`
  await connection.query(prepared('entries').unsafe`
    insert into sallyport.entries (writer, sequence, kind, at, session_id, exchange_id, entry, hash)
    select ${first.writer}::uuid, ${first.sequence}::bigint + n - 1, kind, to_timestamp(at::bigint / 1000.0),
      session::uuid, exchange::uuid, entry, decode(hash, 'hex')
    from unnest(${column(({ kind }) => kind)}, ${column(({ at }) => at)}, ${column(({ session }) => session)},
      ${column(({ exchange }) => exchange)}, ${column(({ line }) => line)}, ${column(({ hash }) => hash)})
      with ordinality as e(kind, at, session, exchange, entry, hash, n)`)
}

/**
 * Waits for no other transaction: whose approval one has in hand is told to be busy, for it may come back, and nobody
 * else's request is to wait for that.
 */
async function use(connection: DatabaseTransactionConnection, intents: readonly Intent[]): Promise<readonly Use[]> {
  const asked = intents.flatMap(({ exchange, uses, at }) =>
    uses.map((approval) => [exchange, approval, new Date(at).toISOString()] as const),
  )
  const column = (index: 0 | 1 | 2) => asked.map((row) => row[index])
  const rows = await connection.any(prepared('uses').type(outcomes)`
    with asked as (
      select * from unnest(${sql.array(column(0), 'uuid')}, ${sql.array(column(1), 'uuid')},
        ${sql.array(column(2), 'timestamptz')}) as r(exchange, approval, at)
    ), standing as (
      select id from sallyport.approvals where id in (select approval from asked) and state = 'approved'
    ), taken as (
      select id, expires_at from sallyport.approvals
      where id in (select approval from asked) and state = 'approved' order by id for update skip locked
    ), judged as (
      select r.exchange, case
        when bool_and(t.id is not null and t.expires_at > r.at) then 'used'
        when bool_and(s.id is not null and (t.id is null or t.expires_at > r.at)) then 'busy'
        else 'gone' end as use
      from asked r left join taken t on t.id = r.approval left join standing s on s.id = r.approval group by r.exchange
    ), used as (
      update sallyport.approvals a set state = 'used', used_by = r.exchange from asked r, judged j
      where a.id = r.approval and j.exchange = r.exchange and j.use = 'used' and a.id in (select id from taken)
      returning a.id
    )
    select j.use from unnest(${sql.array(
      intents.map(({ exchange }) => exchange),
      'uuid',
    )}) with ordinality as i(exchange, n) join judged j using (exchange), (select count(*) from used) as done order by n`)
  return rows.map((row) => row.use)
}

async function takeHappenings(connection: DatabaseTransactionConnection, limit: number): Promise<readonly Happening[]> {
  const rows = await connection.any(prepared('happenings').type(happening)`
    delete from sallyport.happenings where id in (
      select id from sallyport.happenings order by id limit ${limit} for update skip locked
    )
    returning id, kind, change, session_id as session, fields::text as fields,
      floor(extract(epoch from at) * 1000)::bigint as at`)
  return rows.toSorted((one, other) => one.id - other.id)
}
