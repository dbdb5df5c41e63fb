import { randomUUID } from 'node:crypto'
import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { Requirement } from '../core/decision.ts'
import type { ClaimedMessage, SlackMessage, SlackStore } from '../core/slack.ts'
import { guarded } from './pool.ts'
import { jsonText, uuidText } from './values.ts'

/** Milliseconds for which nobody else works on a message: longer than a call to Slack may take. */
const LEASE = 30_000
/** Milliseconds between posts to a channel: Slack takes about one a second. */
const REST = 1_050
/** Milliseconds within which a use is given back, or else stays. */
const GIVEN_BACK = 600_000

const columns = sql.fragment`
  m.approval_id, m.channel, m.ts, m.shown, m.told, m.told_votes, m.told_state, m.reminded, m.sending, m.failures`

const row = z
  .object({
    approval_id: z.string(),
    channel: z.string(),
    ts: z.string().nullable(),
    shown: z.number(),
    told: z.number(),
    told_votes: z.number(),
    told_state: z.enum(['pending', 'approved', 'denied', 'expired', 'withdrawn', 'used', 'lapsed']),
    reminded: z.boolean(),
    sending: z.string().nullable(),
    failures: z.number(),
  })
  .transform(
    ({ approval_id: approval, told_votes: toldVotes, told_state: toldState, ...same }): SlackMessage => ({
      ...same,
      approval,
      toldVotes,
      toldState,
    }),
  )

/** {@link SlackStore} in the tables `sallyport.slack_messages` and `sallyport.slack_channels`. */
export function createSlackStore(pool: DatabasePool): SlackStore {
  const claimed =
    (lease: string) =>
    (message: SlackMessage): ClaimedMessage => ({ ...message, lease })
  return {
    unplanned: (limit) =>
      guarded(async () => {
        const rows = await pool.any(sql.type(unplanned)`
          select a.id, a.requirements from sallyport.approvals a
          where a.state = 'pending'
            and not exists (select from sallyport.slack_messages m where m.approval_id = a.id)
          order by a.asked_at limit ${limit}`)
        return rows.map(({ id, requirements }) => ({
          id,
          channels: requirements.flatMap(({ channel }) => (channel === undefined ? [] : [channel])),
        }))
      }),
    plan: (messages) =>
      guarded(async () => {
        const planned = jsonText(messages)
        await pool.query(sql.unsafe`
          insert into sallyport.slack_channels (name)
          select distinct channel from json_to_recordset(${planned}) as r(channel text) order by channel
          on conflict do nothing`)
        await pool.query(sql.unsafe`
          insert into sallyport.slack_messages (approval_id, channel, next_at)
          select r.approval, r.channel, now() from json_to_recordset(${planned}) as r(approval uuid, channel text)
          where exists (select from sallyport.approvals a where a.id = r.approval)
          order by r.approval on conflict do nothing`)
      }),
    claimPosts: () =>
      guarded(async () => {
        const lease = randomUUID()
        const rows = await pool.any(sql.type(row)`
          with channels as (
            select name from sallyport.slack_channels where name <> '' and next_at <= now()
            for update skip locked
          ), chosen as (
            select c.name, (${due} and m.channel = c.name and ${unposted}
              order by m.next_at, m.approval_id limit 1) as approval_id
            from channels c
          ), rested as (
            update sallyport.slack_channels s set next_at = ${after(REST)}
            from chosen where s.name = chosen.name and chosen.approval_id is not null
          )
          update sallyport.slack_messages m set lease = ${lease}, leased_until = ${after(LEASE)}
          from chosen where m.approval_id = chosen.approval_id and m.leased_until <= now()
          returning ${columns}`)
        return rows.map(claimed(lease))
      }),
    claimUpdates: (limit) =>
      guarded(async () => {
        const lease = randomUUID()
        const rows = await pool.any(sql.type(row)`
          update sallyport.slack_messages m set lease = ${lease}, leased_until = ${after(LEASE)}
          where m.leased_until <= now() and m.approval_id in (
            ${due} and m.ts is not null and m.shown < a.version
            order by m.next_at, m.approval_id limit ${limit} for update of m skip locked)
          and exists (select from sallyport.slack_channels where name = '' and next_at <= now())
          returning ${columns}`)
        return rows.map(claimed(lease))
      }),
    begin: (claim, sending) =>
      guarded(async () => {
        const begun = await pool.query(sql.unsafe`
          update sallyport.slack_messages set sending = ${sending}
          where approval_id = ${claim.approval} and lease = ${claim.lease}`)
        return begun.rowCount === 1
      }),
    settle: (claim, { sending, failures, wait, finished, ...changes }) =>
      guarded(async () => {
        const then = { ...claim, ...changes }
        const settled = await pool.query(sql.unsafe`
          update sallyport.slack_messages set ts = ${then.ts}, shown = ${then.shown}, told = ${then.told}, told_votes = ${then.toldVotes},
            told_state = ${then.toldState}, reminded = ${then.reminded}, sending = ${sending}, failures = ${failures},
            next_at = ${after(wait)}, finished = ${finished}, lease = null, leased_until = '-infinity'
          where approval_id = ${claim.approval} and lease = ${claim.lease}`)
        if (settled.rowCount === 1) return
        await pool.query(sql.unsafe`
          update sallyport.slack_messages set shown = -1, finished = false where approval_id = ${claim.approval}`)
      }),
    rest: (channel, milliseconds) =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          update sallyport.slack_channels set next_at = greatest(next_at, ${after(milliseconds)}) where name = ${channel ?? ''}`)
      }),
    resume: (channel) =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          update sallyport.slack_channels set next_at = '-infinity' where name = ${channel}`)
      }),
    find: (approval) =>
      guarded(() =>
        pool.maybeOne(sql.type(row)`
          select ${columns} from sallyport.slack_messages m where m.approval_id = ${uuidText(approval)}`),
      ),
    tidy: () =>
      guarded(async () => {
        await pool.query(sql.unsafe`
          update sallyport.slack_messages m set finished = true from sallyport.approvals a
          where a.id = m.approval_id and not m.finished and a.state = 'used'
            and a.expires_at < ${after(-GIVEN_BACK)} and m.shown >= a.version and m.told >= a.version`)
        await pool.query(sql.unsafe`
          update sallyport.slack_messages m set finished = false from sallyport.approvals a
          where a.id = m.approval_id and m.finished and m.ts is not null
            and a.changed_at > ${after(-GIVEN_BACK)} and (m.shown < a.version or m.told < a.version)`)
      }),
    oldestUnsent: () =>
      guarded(() =>
        pool.maybeOneFirst(sql.type(z.object({ asked_at: z.number() }))`
          select a.asked_at from sallyport.approvals a left join sallyport.slack_messages m on m.approval_id = a.id
          where a.state = 'pending' and m.ts is null order by a.asked_at limit 1`),
      ),
  }
}

const unplanned = z.object({ id: z.string(), requirements: z.custom<readonly Requirement[]>() })

/** The beginning of a look for messages that somebody may work on. */
const due = sql.fragment`
  select m.approval_id from sallyport.slack_messages m join sallyport.approvals a on a.id = m.approval_id
  where not m.finished and m.next_at <= now() and m.leased_until <= now()`

/** True of what has something to post: the message itself, its end without one, a reminder, or lines in its thread. */
const unposted = sql.fragment`(
  m.ts is null or m.told < a.version
  or not m.reminded and a.state = 'pending' and now() >= a.asked_at + (a.expires_at - a.asked_at) / 2)`

/** So many milliseconds from now, by the database's clock: replicas' own may differ. */
function after(milliseconds: number) {
  return sql.fragment`now() + ${milliseconds} * interval '1 millisecond'`
}
