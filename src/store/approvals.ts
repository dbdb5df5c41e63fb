import {
  type DatabasePool,
  type DatabaseTransactionConnection,
  sql,
  UniqueIntegrityConstraintViolationError,
} from 'slonik'
import { z } from 'zod'
import type { Approval, ApprovalState, Identity, Origin, Vote } from '../core/approval.ts'
import type { Reason, Requirement } from '../core/decision.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { ApprovalStore, Cast } from '../core/ports.ts'
import { endLeasesOf } from './leases.ts'
import { guarded } from './pool.ts'
import { prepared } from './prepared.ts'
import { jsonText, plainText, uuidText } from './values.ts'

/** Of a vote `v`, and of what is known of its identity, `p`. */
const countsAs = sql.fragment`coalesce(p.human::text, v.identity_kind || ' ' || v.identity_name)`
const asksHimself = sql.fragment`exists (select from jsonb_to_recordset(a.requesters) as r(kind text, name text)
  left join sallyport.people q on q.kind = r.kind and q.name = r.name
  where q.human = p.human or (r.kind = v.identity_kind and r.name = v.identity_name))`

/** Who a vote counts for, and whether they asked for it themselves, is looked up each time: accounts are joined later too. */
const votes = sql.fragment`
  coalesce((select jsonb_agg(jsonb_build_object('person', v.person, 'groups', v.groups, 'answer', v.answer,
      'reason', v.reason, 'door', v.door, 'human', ${countsAs}, 'requester', ${asksHimself},
      'authenticatedAt', floor(extract(epoch from v.authenticated_at) * 1000),
      'at', floor(extract(epoch from v.at) * 1000)) order by v.id)
    from sallyport.votes v
    left join sallyport.people p on p.kind = v.identity_kind and p.name = v.identity_name
    where v.approval_id = a.id), '[]')`

/** Of `sallyport.approvals a`, as `row` reads them. */
const columns = sql.fragment`
  a.id, a.digest, a.session_id as session, a.agent, a.connection, a.operations, a.requirements, a.reasons, a.origin,
  a.requesters, a.state, a.asked_at as "askedAt", a.expires_at as "expiresAt", a.asks, a.version, ${votes} as votes`

const shape = z.object({
  id: z.string(),
  digest: z.string(),
  session: z.string(),
  agent: z.string(),
  connection: z.string(),
  operations: z.custom<NonEmpty<Operation>>(),
  requirements: z.custom<NonEmpty<Requirement>>(),
  reasons: z.custom<NonEmpty<Reason>>(),
  origin: z.custom<Origin>(),
  requesters: z.custom<readonly Identity[]>(),
  state: z.enum(['pending', 'approved', 'denied', 'expired', 'withdrawn', 'used', 'lapsed']),
  askedAt: z.number(),
  expiresAt: z.number(),
  asks: z.number(),
  version: z.number(),
  votes: z.custom<readonly Vote[]>(),
})
const row = shape.transform((read): Approval => read)
const asked = shape.extend({ human: z.string(), requester: z.boolean() })

const identified = z.object({ id: z.string() })
const change = z.object({ id: z.string(), version: z.number() })
// Thousands of rows by themselves would be checked one by one.
const changes = z.object({ changes: z.custom<readonly z.infer<typeof change>[]>() })
const closed = z.object({ id: z.string(), state: z.enum(['expired', 'lapsed']) })
const ofRun = z.object({ denials: z.custom<readonly { same: boolean; at: number }[]>(), pending: z.number() })

/** Approvals in the tables `sallyport.approvals` and `sallyport.votes`. */
export function createApprovalStore(pool: DatabasePool): ApprovalStore {
  const find = (id: string) =>
    pool.maybeOne(sql.type(row)`select ${columns} from sallyport.approvals a where id = ${uuidText(id)}`)
  return {
    open: (id, ask, at, expiresAt) =>
      guarded(async () => {
        const opened = await pool.maybeOne(prepared('ask').type(identified)`
          insert into sallyport.approvals (id, digest, session_id, agent, connection, operations, requirements, reasons,
            origin, requesters, state, asked_at, expires_at)
          values (${id}, ${ask.digest}, ${ask.session}, ${ask.agent}, ${ask.connection}, ${jsonText(ask.operations)},
            ${jsonText(ask.requirements)}, ${jsonText(ask.reasons)}, ${jsonText(ask.origin)}, ${jsonText(ask.requesters)},
            'pending', ${sql.timestamp(new Date(at))}, ${sql.timestamp(new Date(expiresAt))})
          on conflict (digest) where state in ('pending', 'approved') do update set asks = approvals.asks + 1
            where approvals.expires_at > ${sql.timestamp(new Date(at))}
          returning id`)
        if (opened === null) return null
        const state = 'pending' as const
        return opened.id === id
          ? { ...ask, id, state, askedAt: at, expiresAt, asks: 1, version: 1, votes: [] }
          : find(opened.id)
      }),
    find: (id) => guarded(() => find(id)),
    list: (filter) =>
      guarded(() =>
        pool.any(sql.type(row)`
      select ${columns} from sallyport.approvals a
      where not ${filter.open} or (state in ('pending', 'approved') and expires_at > now())
      order by asked_at desc, id desc limit ${filter.limit}`),
      ),
    answered: (ids) =>
      guarded(() =>
        pool.any(prepared('answered').type(row)`
      select ${columns} from sallyport.approvals a
      where id = any(${sql.array(ids.map(uuidText), 'uuid')}) and state <> 'pending'`),
      ),
    changed: (seconds) =>
      guarded(() =>
        pool.oneFirst(prepared('changed').type(changes)`
      select coalesce(jsonb_agg(jsonb_build_object('id', id, 'version', version)), '[]') as changes
      from sallyport.approvals where changed_at > now() - make_interval(secs => ${seconds})`),
      ),
    close: (at) =>
      guarded(() =>
        pool.any(sql.type(closed)`
      update sallyport.approvals set state = case state when 'pending' then 'expired' else 'lapsed' end
      where state in ('pending', 'approved') and expires_at <= ${sql.timestamp(new Date(at))} returning id, state`),
      ),
    ofRun: (session, digest, { since, at }) =>
      guarded(() =>
        pool.one(prepared('approvals_of_run').type(ofRun)`
      with run as (
        select ${session}::uuid as id
        union select s.id from sallyport.sessions mine join sallyport.sessions s using (issuer, run) where mine.id = ${session}
      )
      select coalesce((select jsonb_agg(jsonb_build_object('same', same, 'at', floor(extract(epoch from at) * 1000)) order by at)
          from (select digest = ${digest} as same,
            (select max(v.at) from sallyport.votes v where v.approval_id = a.id) as at
            from sallyport.approvals a
            where state = 'denied' and asked_at > ${sql.timestamp(new Date(since))} and session_id in (select id from run)) d),
          '[]') as denials,
        (select count(*)::integer from sallyport.approvals
          where state = 'pending' and expires_at > ${sql.timestamp(new Date(at))} and digest <> ${digest}
            and session_id in (select id from run)) as pending`),
      ),
    vote: (id, cast, settle) => guarded(() => castVote(pool, id, cast, settle)),
    giveBack: (id, exchange) =>
      guarded(async () => {
        try {
          await pool.transaction((transaction) => giveBack(transaction, id, exchange))
        } catch (thrown) {
          // The same was asked anew meanwhile, and one digest has one open approval: this one stays used.
          if (!(thrown instanceof UniqueIntegrityConstraintViolationError)) throw thrown
          await pool.transaction((transaction) => endLeasesOf(transaction, exchange))
        }
      }),
  }
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

/**
 * Judged as it was read, and written only if it is so still: of rivals one writes, and the others judge anew. Two round
 * trips, where a transaction takes five.
 */
async function castVote(
  pool: DatabasePool,
  id: string,
  { ballot: { voter, answer, reason }, at }: Cast,
  settle: (approval: Approval) => ApprovalState,
): Promise<Approval | null> {
  const [{ kind, name }] = voter.identities
  const moment = sql.timestamp(new Date(at))
  const said = {
    ...{ person: plainText(voter.name), groups: voter.groups, door: voter.door, answer },
    ...{ reason: reason === null ? null : plainText(reason), authenticatedAt: voter.authenticatedAt, at },
  }
  // Null or not, the text of the query is one: it is prepared.
  const authenticated = sql.fragment`to_timestamp(${said.authenticatedAt && said.authenticatedAt / 1000}::float8)`
  for (;;) {
    const found = await pool.maybeOne(prepared('asked').type(asked)`
      select ${columns}, ${countsAs} as human, ${asksHimself} as requester
      from sallyport.approvals a
      cross join (select ${kind} as identity_kind, ${plainText(name)} as identity_name) v
      left join sallyport.people p on p.kind = v.identity_kind and p.name = v.identity_name
      where a.id = ${uuidText(id)} and a.state = 'pending' and a.expires_at > ${moment}`)
    if (found === null) return null
    const { human, requester, ...approval } = found
    const voted = { ...approval, votes: [...approval.votes, { ...said, human, requester }] }
    const state = settle(voted)
    const written = await pool.maybeOne(prepared('vote').type(change)`
      with pending as (
        select id from sallyport.approvals
        where id = ${approval.id} and state = 'pending' and version = ${approval.version} for update
      ), kept as (
        insert into sallyport.votes (approval_id, identity_kind, identity_name, person, groups, door, answer, reason, authenticated_at, at)
        select id, ${kind}, ${plainText(name)}, ${said.person}, ${jsonText(said.groups)}, ${said.door}, ${answer},
          ${said.reason}, ${authenticated}, ${moment} from pending
      )
      update sallyport.approvals set state = ${state} where id in (select id from pending) returning id, version`)
    if (written !== null) return { ...voted, state, version: written.version }
  }
}
