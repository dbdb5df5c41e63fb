import type { Approval, ApprovalState, Vote } from '../../core/approval.ts'
import type { SlackMessage } from '../../core/slack.ts'
import { clean, fitting } from './text.ts'

/** What a thread doesn't tell yet of an approval: who answered what, and what became of it. A line each, cleaned. */
export function untold(
  approval: Approval,
  { toldVotes, toldState }: Pick<SlackMessage, 'toldVotes' | 'toldState'>,
): string[] {
  return [...approval.votes.slice(toldVotes).map(lineOf), ...between(toldState, approval.state)]
}

/** The lines as one reply. */
export function reply(lines: readonly string[]): string {
  return fitting(lines, { lines: 40, characters: 2_900 })
}

function lineOf({ person, answer, reason, door }: Vote): string {
  const said = `${clean(person, 100)} ${answer === 'approve' ? 'approved' : 'denied'} by ${DOORS[door]}`
  return reason === null ? `${said}.` : `${said}: ${clean(reason, 1_000)}`
}

const DOORS = {
  slack: 'Slack',
  web: 'the approval’s page',
  cli: 'the command line',
  operator: 'the operator’s token',
} as const

/** The states passed on the way, as far as they can be known. */
function between(from: ApprovalState, to: ApprovalState): readonly string[] {
  if (from === to) return []
  if (from === 'used' && to === 'approved') return ['Approved again: nothing went upstream.']
  const approvedFirst = from === 'pending' && (to === 'used' || to === 'lapsed')
  return [...(approvedFirst ? [LINES.approved] : []), LINES[to]]
}

const LINES: { readonly [state in ApprovalState]: string } = {
  pending: 'It is open again.',
  approved: 'Approved: everybody who was asked has been heard.',
  denied: 'Denied.',
  expired: 'Expired: nobody answered in time.',
  withdrawn: 'Withdrawn: the run that asked is over.',
  used: 'Used: the request went upstream.',
  lapsed: 'Lapsed: it was approved, but not used in time.',
}
