import type { Approval, ApprovalState } from '../../core/approval.ts'
import type { SettledMessage, SlackMessage } from '../../core/slack.ts'
import { untold } from './history.ts'

/** Something to post, by a name that finds it again: `ask`, `reminder`, or `history` with how far it tells. A state may come twice, a version doesn't. */
export type Step =
  | { readonly kind: 'ask'; readonly part: string }
  | { readonly kind: 'reminder'; readonly part: string }
  | { readonly kind: 'history'; readonly part: string; readonly lines: readonly string[] }
  | { readonly kind: 'nothing' }

/** Lives that are long enough for a reminder, in milliseconds. */
const WORTH_REMINDING = 120_000
/** From these an approval doesn't come back. */
const ENDS: ReadonlySet<ApprovalState> = new Set(['denied', 'expired', 'withdrawn', 'lapsed'])

/** What is to be posted next about an approval. */
export function nextStep(message: SlackMessage, approval: Approval, now: number): Step {
  const { state, askedAt, expiresAt, votes, version } = approval
  const pending = state === 'pending'
  if (message.ts === null) return pending && expiresAt > now ? { kind: 'ask', part: 'ask' } : { kind: 'nothing' }
  const lines = untold(approval, message)
  if (lines.length > 0) return { kind: 'history', part: `history ${votes.length} ${state} ${version}`, lines }
  const half = pending && expiresAt > now && now >= askedAt + (expiresAt - askedAt) / 2
  return half && !message.reminded && expiresAt - askedAt > WORTH_REMINDING
    ? { kind: 'reminder', part: 'reminder' }
    : { kind: 'nothing' }
}

/** What is known of a message once the part is known to be posted, by Slack's name for it. */
export function posted(message: SlackMessage, approval: Approval, part: string, ts: string, now: number) {
  const after = { ...message, ...changeBy(part, ts, approval, now) }
  return { ...after, told: untold(approval, after).length === 0 ? approval.version : after.told }
}

/** Whether nothing more will be said about it. */
export function finished(message: Pick<SlackMessage, 'ts' | 'shown' | 'told'>, { state, version }: Approval): boolean {
  if (message.ts === null) return state !== 'pending'
  return ENDS.has(state) && message.shown >= version && message.told >= version
}

function changeBy(part: string, ts: string, approval: Approval, now: number): Partial<SettledMessage> {
  const [kind, votes, state] = part.split(' ')
  if (kind === 'ask') {
    // Whoever reads it as late as that needs no reminder.
    return { ts, reminded: now >= approval.askedAt + (approval.expiresAt - approval.askedAt) / 2 }
  }
  if (kind === 'reminder') return { reminded: true }
  return { toldVotes: Number(votes), toldState: state as ApprovalState }
}
