import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import { z } from 'zod'
import type { Mark } from '../core/honeytoken.ts'
import type { Json } from '../core/json.ts'
import type { SessionStore, StoredSession } from '../core/ports.ts'
import { insertLeases } from './leases.ts'
import { CHANNELS, notify } from './notices.ts'
import { guarded } from './pool.ts'
import { prepared } from './prepared.ts'
import { jsonText, uuidText } from './values.ts'

const milliseconds = (column: string) =>
  sql.fragment`floor(extract(epoch from ${sql.identifier(['l', column])}) * 1000)`

const markObject = sql.fragment`jsonb_build_object('honeytoken', m.honeytoken, 'place', m.place,
    'exchange', m.exchange_id, 'at', floor(extract(epoch from m.at) * 1000))`

/** Of `sallyport.sessions s`, as {@link sessionRow} reads them. */
export const sessionColumns = sql.fragment`
  s.id, s.agent, s.issuer, s.subject, s.run, s.groups, s.claims, s.trust, s.created_at, s.expires_at, s.latest_expiry,
  s.ended_at, s.ended_because,
  coalesce((select jsonb_agg(jsonb_build_object('id', l.id, 'connections', l.connections, 'resources', l.resources,
    'operations', l.operations, 'answers', l.answers, 'grantedAt', ${milliseconds('granted_at')},
    'expiresAt', ${milliseconds('expires_at')}, 'endedAt', ${milliseconds('ended_at')}) order by l.granted_at, l.id)
    from sallyport.leases l where l.session_id = s.id and (l.ended_at is null or l.answers is null)), '[]') as leases,
  (select ${markObject} from sallyport.marks m where m.session_id = s.id) as mark`

export const sessionRow = z
  .object({
    id: z.string(),
    agent: z.string(),
    issuer: z.string(),
    subject: z.string(),
    run: z.string().nullable(),
    groups: z.array(z.string()),
    claims: z.record(z.string(), z.custom<Json>()),
    trust: z.custom<StoredSession['trust']>(),
    created_at: z.number(),
    expires_at: z.number(),
    latest_expiry: z.number(),
    ended_at: z.number().nullable(),
    ended_because: z.string().nullable(),
    leases: z.custom<StoredSession['leases']>(),
    mark: z.custom<Mark>().nullable(),
  })
  .transform(
    ({ created_at, expires_at, latest_expiry, ended_at, ended_because, mark, ...same }): StoredSession => ({
      ...same,
      ...(mark !== null && { mark }),
      createdAt: created_at,
      expiresAt: expires_at,
      latestExpiry: latest_expiry,
      endedAt: ended_at,
      endedBecause: ended_because,
    }),
  )

const standing = z.object({
  id: z.string(),
  expiresAt: z.number(),
  endedAt: z.number().nullable(),
  endedLeases: z.array(z.string()),
})

const ALREADY_EXCHANGED = new Error('this ID token was exchanged before')

/** Sessions in the table `sallyport.sessions`, with their leases. */
export function createSessionStore(pool: DatabasePool): SessionStore {
  return {
    create: (session, tokenHash, idToken) =>
      guarded(async () => {
        try {
          await pool.transaction(async (transaction) => {
            await insertSession(transaction, session, tokenHash)
            // Only an exchange that is the first for its ID token makes a session: the row must go again.
            if (!(await claimIdToken(transaction, session.id, idToken))) throw ALREADY_EXCHANGED
            await insertLeases(transaction, session.id, session.leases, null)
          })
          return true
        } catch (thrown) {
          if (thrown === ALREADY_EXCHANGED) return false
          throw thrown
        }
      }),
    renew: (id, expiresAt, idToken) =>
      guarded(() =>
        pool.transaction(async (transaction) => {
          if (!(await claimIdToken(transaction, id, idToken))) return false
          const moved = await transaction.query(sql.unsafe`
        update sallyport.sessions set expires_at = greatest(expires_at, ${new Date(expiresAt).toISOString()}::timestamptz)
        where id = ${id} and ended_at is null`)
          return moved.rowCount === 1
        }),
      ),
    findByToken: (tokenHash) =>
      guarded(() =>
        pool.maybeOne(prepared('session').type(sessionRow)`
      select ${sessionColumns} from sallyport.sessions s where token_hash = ${sql.binary(tokenHash)}`),
      ),
    find: (id) =>
      guarded(() =>
        pool.maybeOne(sql.type(sessionRow)`
      select ${sessionColumns} from sallyport.sessions s where id = ${uuidText(id)}`),
      ),
    list: (limit) =>
      guarded(() =>
        pool.any(sql.type(sessionRow)`
      select ${sessionColumns} from sallyport.sessions s order by created_at desc limit ${limit}`),
      ),
    end: (id, because, at) => guarded(() => endSession(pool, id, because, at)),
    standing: (ids) =>
      guarded(() =>
        pool.any(prepared('standing').type(standing)`
      select s.id, s.expires_at as "expiresAt", s.ended_at as "endedAt", coalesce((select jsonb_agg(l.id)
        from sallyport.leases l where l.session_id = s.id and l.ended_at is not null), '[]') as "endedLeases"
      from sallyport.sessions s where s.id = any(${sql.array(ids, 'uuid')})`),
      ),
    mark: (id, mark) => guarded(() => markSession(pool, id, mark)),
  }
}

async function insertSession(
  connection: DatabaseTransactionConnection,
  session: StoredSession,
  tokenHash: Buffer,
): Promise<void> {
  await connection.query(sql.unsafe`
    insert into sallyport.sessions (id, token_hash, agent, issuer, subject, run, groups, claims, trust,
      created_at, expires_at, latest_expiry)
    values (${session.id}, ${sql.binary(tokenHash)}, ${session.agent}, ${session.issuer}, ${session.subject},
      ${session.run}, ${jsonText(session.groups)}, ${jsonText(session.claims)}, ${jsonText(session.trust)},
      ${sql.timestamp(new Date(session.createdAt))}, ${sql.timestamp(new Date(session.expiresAt))},
      ${sql.timestamp(new Date(session.latestExpiry))})`)
}

async function claimIdToken(
  connection: DatabaseTransactionConnection,
  session: string,
  idToken: { hash: Buffer; expiresAt: number },
): Promise<boolean> {
  const claimed = await connection.query(sql.unsafe`
    insert into sallyport.id_tokens (hash, session_id, expires_at)
    values (${sql.binary(idToken.hash)}, ${session}, ${sql.timestamp(new Date(idToken.expiresAt))})
    on conflict do nothing`)
  return claimed.rowCount === 1
}

async function endSession(pool: DatabasePool, id: string, because: string, at: number): Promise<boolean> {
  return pool.transaction(async (transaction) => {
    const ended = await transaction.query(sql.unsafe`
      update sallyport.sessions set ended_at = ${sql.timestamp(new Date(at))}, ended_because = ${because}
      where id = ${uuidText(id)} and ended_at is null`)
    await transaction.query(sql.unsafe`
      with withdrawn as (
        update sallyport.approvals set state = 'withdrawn'
        where session_id = ${uuidText(id)} and state in ('pending', 'approved') returning id
      )
      select pg_notify(${CHANNELS.approvals}, id::text) from withdrawn`)
    await notify(transaction, id)
    return ended.rowCount === 1
  })
}

/** The first mark of a session stays the one that it has, however many come at once. */
async function markSession(pool: DatabasePool, id: string, { honeytoken, place, exchange, at }: Mark): Promise<Mark> {
  return pool.transaction(async (transaction) => {
    const marked = await transaction.query(sql.unsafe`
      insert into sallyport.marks (session_id, honeytoken, place, exchange_id, at)
      values (${uuidText(id)}, ${honeytoken}, ${place}, ${exchange}, ${sql.timestamp(new Date(at))})
      on conflict do nothing`)
    if (marked.rowCount === 1) await notify(transaction, id)
    const { mark } = await transaction.one(sql.type(z.object({ mark: z.custom<Mark>() }))`
      select ${markObject} as mark from sallyport.marks m where m.session_id = ${uuidText(id)}`)
    return mark
  })
}
