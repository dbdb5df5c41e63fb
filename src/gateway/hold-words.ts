import type { Approval } from '../core/approval.ts'
import { GatewayError } from '../core/errors.ts'
import { groupsAsked } from '../core/satisfied.ts'
import type { Gate } from './gate.ts'

/** Why a request that waited, or would have, goes no further. */
export function whyNot(gate: Gate, approval: Approval): GatewayError {
  if (approval.state === 'denied') {
    const vote = approval.votes.find((it) => it.answer === 'deny')
    const reason = vote?.reason ? `: ${vote.reason}` : '.'
    return new GatewayError('ERR_APPROVAL_DENIED', `${vote?.person ?? 'Somebody'} denied this request${reason}`)
  }
  if (approval.state === 'withdrawn') return new GatewayError('ERR_SESSION_ENDED', 'The session has ended.')
  if (approval.state === 'used')
    return new GatewayError('ERR_APPROVAL_USED', 'The approval was used by the same request, sent twice.')
  if (approval.state === 'expired' || approval.state === 'lapsed' || approval.expiresAt <= gate.now()) {
    return new GatewayError('ERR_APPROVAL_EXPIRED', 'Nobody answered in time.', {
      fix: 'Repeat the request to ask again.',
    })
  }
  if (gate.draining.aborted) {
    return new GatewayError('ERR_DRAINING', 'This gateway is stopping; the approval stays pending.', {
      fix: 'Repeat the request.',
    })
  }
  return new GatewayError('ERR_APPROVAL_PENDING', `approval pending ${gate.approvalUrl(approval.id)}`, {
    fix: `Repeat the same request once it is approved (sallyport approvals approve ${approval.id}).`,
  })
}

/** What a held client is told at once, and again while it waits: who is asked what, and where they answer. */
export function question(approval: Approval, link: string): [lines: readonly string[], still: string] {
  const asked = approval.requirements.map(({ code, operation, from, quorum, lease }) => {
    const { kind, resource } = approval.operations[operation]!
    const standing = lease === undefined ? '' : `; the answer stands for ${lease.seconds} seconds`
    return `${kind} ${resource} needs ${quorum} of ${from.join(', ')} (${code})${standing}`
  })
  const unknown = approval.origin.known
    ? []
    : ['nobody is known by the login that triggered this run: so one more is asked']
  const people = groupsAsked(approval.requirements).join(', ')
  return [
    ['held for approval', ...asked, ...unknown, link, `to answer: sallyport approvals approve ${approval.id}`],
    `still waiting for ${people}: ${link}`,
  ]
}
