import type { Approval, ApprovalState, Vote } from '../core/approval.ts'
import { GatewayError } from '../core/errors.ts'
import { groupsAsked, outstanding, shortcoming } from '../core/satisfied.ts'

/**
 * What becomes of a pending approval by its last vote.
 *
 * @throws ERR_VOTER_REQUESTER, ERR_VOTER_GROUP, ERR_VOTER_LOGIN, ERR_VOTER_REASON for a vote that can't count
 */
export function settle(approval: Approval): ApprovalState {
  const vote = approval.votes.at(-1)!
  if (vote.requester) {
    throw new GatewayError(
      'ERR_VOTER_REQUESTER',
      "Whoever asks for something, or triggered the run that does, can't answer for it.",
      { fix: 'Have somebody else answer.' },
    )
  }
  const asked = approval.requirements.filter(({ from }) => vote.groups.some((group) => from.includes(group)))
  if (asked.length === 0) throw notAsked(approval, vote)
  if (vote.answer === 'deny') return 'denied'
  const lacks = asked.map((requirement) => [shortcoming(requirement, vote), requirement] as const)
  const login = lacks.find(([what]) => what === 'login')?.[1]
  if (login !== undefined) {
    throw new GatewayError(
      'ERR_VOTER_LOGIN',
      `${login.code} asks for a login that is no more than ${login.recent_login} seconds old.`,
      { fix: "Answer on the approval's own page, which has you log in." },
    )
  }
  const reason = lacks.find(([what]) => what === 'reason')?.[1]
  if (reason !== undefined) {
    throw new GatewayError('ERR_VOTER_REASON', `${reason.code} asks why: an approval needs a reason.`, {
      fix: 'Answer again, with a reason.',
    })
  }
  return outstanding(approval).length === 0 ? 'approved' : 'pending'
}

function notAsked({ requirements }: Approval, { groups }: Vote): GatewayError {
  const asked = groupsAsked(requirements).join(', ')
  const yours = groups.length === 0 ? 'none that is known here' : groups.join(', ')
  return new GatewayError('ERR_VOTER_GROUP', `This is for ${asked} to answer; your groups: ${yours}.`, {
    fix: 'Have one of them answer, or be put into a group that is asked.',
  })
}
