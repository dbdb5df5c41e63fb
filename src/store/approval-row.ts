import { sql } from 'slonik'
import { z } from 'zod'
import type { Approval, Identity, Origin, Vote } from '../core/approval.ts'
import type { Reason, Requirement } from '../core/decision.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'

/** Who a vote counts for, and whether they asked for it themselves, is looked up each time: accounts are joined later too. */
const votes = sql.fragment`
  coalesce((select jsonb_agg(jsonb_build_object('person', v.person, 'groups', v.groups, 'answer', v.answer,
      'reason', v.reason, 'door', v.door, 'human', coalesce(p.human::text, v.identity_kind || ' ' || v.identity_name),
      'requester', exists (select from jsonb_to_recordset(a.requesters) as r(kind text, name text)
        left join sallyport.people q on q.kind = r.kind and q.name = r.name
        where q.human = p.human or (r.kind = v.identity_kind and r.name = v.identity_name)),
      'authenticatedAt', floor(extract(epoch from v.authenticated_at) * 1000),
      'at', floor(extract(epoch from v.at) * 1000)) order by v.id)
    from sallyport.votes v
    left join sallyport.people p on p.kind = v.identity_kind and p.name = v.identity_name
    where v.approval_id = a.id), '[]')`

/** Of `sallyport.approvals a`, as {@link approvalRow} reads them. */
export const approvalColumns = sql.fragment`
  a.id, a.digest, a.session_id as session, a.agent, a.connection, a.operations, a.requirements, a.reasons, a.origin,
  a.requesters, a.state, a.asked_at as "askedAt", a.expires_at as "expiresAt", a.asks, a.version, ${votes} as votes`

export const approvalRow = z
  .object({
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
  .transform((row): Approval => row)
