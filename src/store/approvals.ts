import {
  type DatabasePool,
  type DatabaseTransactionConnection,
  sql,
  UniqueIntegrityConstraintViolationError,
} from 'slonik'
import { z } from 'zod'
import { type Approval, type Ask, satisfied, type Vote } from '../core/approval.ts'
import type { Requirement } from '../core/decision.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { ApprovalStore } from '../core/ports.ts'
import { endLeasesOf } from './leases.ts'
import { guarded } from './pool.ts'
import { jsonText, plainText, uuidText } from './values.ts'

const columns = sql.fragment`
  a.id, a.digest, a.session_id, a.agent, a.connection, a.operations, a.requirements, a.state, a.asked_at, a.expires_at,
  coalesce((select jsonb_agg(jsonb_build_object('person', v.person, 'groups', v.groups, 'answer', v.answer,
    'reason', v.reason, 'at', floor(extract(epoch from v.at) * 1000)) order by v.at)
    from sallyport.votes v where v.approval_id = a.id), '[]') as votes`

const row = z
  .object({
    id: z.string(),
    digest: z.string(),
    session_id: z.string(),
    agent: z.string(),
    connection: z.string(),
    operations: z.custom<NonEmpty<Operation>>(),
    requirements: z.custom<NonEmpty<Requirement>>(),
    state: z.enum(['pending', 'approved', 'denied', 'expired', 'withdrawn', 'used']),
    asked_at: z.number(),
    expires_at: z.number(),
    votes: z.custom<readonly Vote[]>(),
  })
  .transform(
    ({ session_id, asked_at, expires_at, ...same }): Approval => ({
      ...same,
      session: session_id,
      askedAt: asked_at,
      expiresAt: expires_at,
    }),
  )

/** Approvals in the tables `sallyport.approvals` and `sallyport.votes`. */
export function createApprovalStore(pool: DatabasePool): ApprovalStore {
  return {
    open: (id, ask, at, expiresAt) =>
      guarded(async () => {
        for (;;) {
          const opened = await pool.transaction((transaction) => openOrJoin(transaction, id, ask, at, expiresAt))
          // Null where a rival's approval stood in the way, and was closed before it could be joined.
          if (opened !== null) return opened
        }
      }),
    find: (id) =>
      guarded(() =>
        pool.maybeOne(sql.type(row)`
      select ${columns} from sallyport.approvals a where id = ${uuidText(id)}`),
      ),
    list: (filter) =>
      guarded(() =>
        pool.any(sql.type(row)`
      select ${columns} from sallyport.approvals a
      where not ${filter.open} or (state in ('pending', 'approved') and expires_at > now())
      order by asked_at desc limit ${filter.limit}`),
      ),
    answered: (ids, at) =>
      guarded(async () => {
        const among = sql.fragment`id = any(${sql.array(ids.map(uuidText), 'uuid')})`
        await expire(pool, among, at)
        return pool.any(
          sql.type(row)`select ${columns} from sallyport.approvals a where ${among} and state <> 'pending'`,
        )
      }),
    vote: (id, vote) => guarded(() => pool.transaction((transaction) => castVote(transaction, id, vote))),
    giveBack: (id, exchange) =>
      guarded(async () => {
        try {
          await pool.transaction((transaction) => giveBack(transaction, id, exchange))
        } catch (thrown) {
          // The same was asked anew meanwhile, and one digest has one open approval: this one stays used.
          if (!(thrown instanceof UniqueIntegrityConstraintViolationError)) throw thrown
        }
      }),
  }
}

async function openOrJoin(
  connection: DatabaseTransactionConnection,
  id: string,
  ask: Ask,
  at: number,
  expiresAt: number,
): Promise<Approval | null> {
  await expire(connection, sql.fragment`digest = ${ask.digest}`, at)
  await connection.query(sql.unsafe`
    insert into sallyport.approvals (id, digest, session_id, agent, connection, operations, requirements, state, asked_at, expires_at)
    values (${id}, ${ask.digest}, ${ask.session}, ${ask.agent}, ${ask.connection}, ${jsonText(ask.operations)},
      ${jsonText(ask.requirements)}, 'pending', ${sql.timestamp(new Date(at))}, ${sql.timestamp(new Date(expiresAt))})
    on conflict (digest) where state in ('pending', 'approved') do nothing`)
  return connection.maybeOne(sql.type(row)`
    select ${columns} from sallyport.approvals a where digest = ${ask.digest} and state in ('pending', 'approved')`)
}

/** Withdrawn instead where the session has ended meanwhile. */
async function giveBack(connection: DatabaseTransactionConnection, id: string, exchange: string): Promise<void> {
  // The session's row lock makes this and the session's end queue: whichever is second sees the first.
  await connection.query(sql.unsafe`
    select id from sallyport.sessions where id = (select session_id from sallyport.approvals where id = ${uuidText(id)}) for share`)
  await connection.query(sql.unsafe`
    update sallyport.approvals a set used_by = null, state =
      case when exists (select from sallyport.sessions s where s.id = a.session_id and s.ended_at is not null)
        then 'withdrawn' else 'approved' end
    where id = ${uuidText(id)} and state = 'used' and used_by = ${exchange}`)
  await endLeasesOf(connection, exchange)
}

async function expire(
  connection: Pick<DatabaseTransactionConnection, 'query'>,
  which: ReturnType<typeof sql.fragment>,
  at: number,
): Promise<void> {
  await connection.query(sql.unsafe`
    update sallyport.approvals set state = 'expired'
    where ${which} and state in ('pending', 'approved') and expires_at <= ${sql.timestamp(new Date(at))}`)
}

/** The row lock makes rivals queue, so that the last vote needed is counted by exactly one of them. */
async function castVote(connection: DatabaseTransactionConnection, id: string, vote: Vote): Promise<Approval | null> {
  const among = sql.fragment`id = ${uuidText(id)}`
  await expire(connection, among, vote.at)
  const pending = await connection.query(sql.unsafe`
    select id from sallyport.approvals where ${among} and state = 'pending' for update`)
  if (pending.rowCount === 0) return null
  await connection.query(sql.unsafe`
    insert into sallyport.votes (approval_id, person, groups, answer, reason, at)
    values (${id}, ${plainText(vote.person)}, ${jsonText(vote.groups)}, ${vote.answer},
      ${vote.reason === null ? null : plainText(vote.reason)}, ${sql.timestamp(new Date(vote.at))})
    on conflict (approval_id, person) do update set answer = excluded.answer, reason = excluded.reason, at = excluded.at,
      groups = excluded.groups`)
  const voted = await connection.one(sql.type(row)`select ${columns} from sallyport.approvals a where ${among}`)
  const state =
    vote.answer === 'deny' ? 'denied' : satisfied(voted).length === voted.requirements.length ? 'approved' : 'pending'
  if (state === 'pending') return voted
  await connection.query(sql.unsafe`update sallyport.approvals set state = ${state} where ${among}`)
  return { ...voted, state }
}
