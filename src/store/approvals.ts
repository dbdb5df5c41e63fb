import { type DatabasePool, type DatabaseTransactionConnection, sql } from 'slonik'
import { z } from 'zod'
import { type Approval, satisfied, type Vote } from '../core/approval.ts'
import type { Requirement } from '../core/decision.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { ApprovalStore } from '../core/ports.ts'
import { guarded } from './pool.ts'

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
    open: (id, ask, at, expiresAt) => guarded(() => pool.transaction(async (transaction) => {
      await expire(transaction, sql.fragment`digest = ${ask.digest}`, at)
      await transaction.query(sql.unsafe`
        insert into sallyport.approvals (id, digest, session_id, agent, connection, operations, requirements, state, asked_at, expires_at)
        values (${id}, ${ask.digest}, ${ask.session}, ${ask.agent}, ${ask.connection}, ${sql.jsonb(ask.operations as never)},
          ${sql.jsonb(ask.requirements as never)}, 'pending', ${sql.timestamp(new Date(at))}, ${sql.timestamp(new Date(expiresAt))})
        on conflict (digest) where state in ('pending', 'approved') do nothing`)
      return transaction.one(sql.type(row)`
        select ${columns} from sallyport.approvals a where digest = ${ask.digest} and state in ('pending', 'approved')`)
    })),
    find: (id) => guarded(() => pool.maybeOne(sql.type(row)`
      select ${columns} from sallyport.approvals a where id::text = ${id}`)),
    list: (filter) => guarded(() => pool.any(sql.type(row)`
      select ${columns} from sallyport.approvals a
      where not ${filter.open} or (state in ('pending', 'approved') and expires_at > now())
      order by asked_at desc limit ${filter.limit}`)),
    answered: (ids, at) => guarded(async () => {
      const among = sql.fragment`id::text = any(${sql.array([...ids], 'text')})`
      await expire(pool, among, at)
      return pool.any(sql.type(row)`select ${columns} from sallyport.approvals a where ${among} and state <> 'pending'`)
    }),
    vote: (id, vote) => guarded(() => pool.transaction((transaction) => castVote(transaction, id, vote))),
    giveBack: (id, exchange) => guarded(async () => {
      await pool.query(sql.unsafe`
        update sallyport.approvals set state = 'approved', used_by = null
        where id = ${id} and state = 'used' and used_by = ${exchange}`)
    }),
  }
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
  const among = sql.fragment`id::text = ${id}`
  await expire(connection, among, vote.at)
  const pending = await connection.query(sql.unsafe`
    select id from sallyport.approvals where ${among} and state = 'pending' for update`)
  if (pending.rowCount === 0) return null
  await connection.query(sql.unsafe`
    insert into sallyport.votes (approval_id, person, groups, answer, reason, at)
    values (${id}, ${vote.person}, ${sql.jsonb(vote.groups)}, ${vote.answer}, ${vote.reason}, ${sql.timestamp(new Date(vote.at))})
    on conflict (approval_id, person) do update set answer = excluded.answer, reason = excluded.reason, at = excluded.at,
      groups = excluded.groups`)
  const voted = await connection.one(sql.type(row)`select ${columns} from sallyport.approvals a where ${among}`)
  const state = vote.answer === 'deny' ? 'denied' : satisfied(voted).length === voted.requirements.length ? 'approved' : 'pending'
  if (state === 'pending') return voted
  await connection.query(sql.unsafe`update sallyport.approvals set state = ${state} where ${among}`)
  return { ...voted, state }
}
