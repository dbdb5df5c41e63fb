import type { Approval, Vote } from '../../core/approval.ts'
import { groupsAsked, missing } from '../../core/satisfied.ts'
import { type Html, html } from './html.ts'
import { operationSection } from './operation.ts'
import type { Page } from './page.ts'
import { counted, DOORS, moment, STATES, span } from './words.ts'

/** Who looks at a page, and where its links lead. */
export interface Reader {
  /** Null for the operator's token, which belongs to nobody. */
  readonly person: {
    readonly name: string
    /** Those that they may answer for just now. */
    readonly groups: readonly string[]
    /** Whether they may be in others, once they have logged in again. */
    readonly stale: boolean
    readonly authenticatedAt: number | null
    /** What forms carry for them. */
    readonly form: string
  } | null
  /** The people's listener as people know it, without a last slash. */
  readonly base: string
  readonly now: number
  /** What came of the answer that they just gave; null where they gave none. */
  readonly refusal: { readonly message: string; readonly fix: string | undefined } | null
}

/** Seconds after which an approval that may still be used is looked at again. */
const REFRESH = 10

/** One approval: who asks for what, and why it needs people; their answers; and, while it waits, the two buttons. */
export function approvalPage(approval: Approval, reader: Reader): Page {
  const { person, base, refusal } = reader
  const [first, ...others] = approval.operations
  const body = html`<h1><bdi>${approval.agent}</bdi> asks to pass ${counted(1 + others.length, 'operation')} to <bdi>${approval.connection}</bdi></h1>
<p class="notice" role="status"><strong>${STATES[approval.state]}</strong> ${until(approval, reader.now)}</p>
${refusal !== null && html`<p class="notice" role="alert"><strong>Your answer was not taken.</strong> ${refusal.message} ${refusal.fix ?? null}</p>`}
<h2>What would happen</h2>
${[first, ...others].map(operationSection)}
<h2>Who asks</h2>
${origin(approval)}
<h2>Why it needs an answer</h2>
<ul>${approval.reasons.map(({ code, message }) => html`<li><bdi>${message}</bdi> <code>${code}</code></li>`)}</ul>
${needs(approval)}
<h2>Answers so far</h2>
${approval.votes.length === 0 ? html`<p>None.</p>` : html`<ol>${approval.votes.map(vote)}</ol>`}
${approval.state === 'pending' && answer(approval, reader)}
<footer><a href="${base}/approvals">All that waits</a></footer>`
  return {
    title: `${approval.agent}: ${approval.state}`,
    body,
    person: person && { name: person.name, form: person.form, logout: `${base}/logout` },
    refresh: approval.state === 'approved' ? REFRESH : null,
  }
}

function until({ state, expiresAt }: Approval, now: number): Html | null {
  if (state !== 'pending' && state !== 'approved') return null
  return html`It is good until ${moment(expiresAt)}: for ${span(expiresAt - now)} more.`
}

function origin({ agent, session, origin: from, askedAt, asks, id }: Approval): Html {
  const facts: readonly (readonly [string, string | Html])[] = [
    ['Agent', agent],
    ['Triggered by', from.actor === '' ? 'the CI system does not say whom' : from.actor],
    ['Repository', from.repository],
    ['Ref', from.ref],
    ['Event', from.event],
    ['Session', session],
    ['Asked', html`${moment(askedAt)}, ${counted(asks, 'time')}`],
    ['Approval', id],
  ]
  return html`<dl>${facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => html`<dt>${label}</dt><dd><bdi>${value}</bdi></dd>\n`)}</dl>
${!from.known && html`<p class="notice">No person is known behind this run, so it needs one answer more than the policy asks.</p>`}`
}

function needs(approval: Approval): Html {
  const items = approval.requirements.map((requirement) => {
    const { code, from, quorum, operation, reason_required: reasoned, recent_login: recent, lease } = requirement
    const left = missing(approval, requirement)
    return html`<li>${counted(quorum, 'person', 'people')} of <strong>${from.join(', ')}</strong> for <bdi>${approval.operations[operation]!.resource}</bdi>
<code>${code}</code>${reasoned === true && ', with a reason'}${recent !== undefined && `, logged in within ${span(recent * 1000)}`}${
      approval.state === 'pending' && (left === 0 ? '. Met.' : `. ${counted(left, 'person', 'people')} missing.`)
    }${
      lease !== undefined &&
      html`<p class="notice">The answer stands for ${span(lease.seconds * 1000)}: <bdi>${lease.operations.join(' ')}</bdi> on <bdi>${lease.resources.join(' ')}</bdi>.</p>`
    }</li>`
  })
  return html`<ul>${items}</ul>`
}

function vote({ person, answer: said, reason, at, door, requester }: Vote): Html {
  return html`<li><bdi>${person}</bdi> ${said === 'approve' ? 'approved' : 'denied'} ${DOORS[door]}, ${moment(at)}${
    requester && ' (asked for it, so it does not count)'
  }${reason !== null && html`: <q><bdi>${reason}</bdi></q>`}</li>`
}

function answer(approval: Approval, { person, base, now }: Reader): Html {
  if (person === null) return html`<p>The operator's token reads this page, and answers by command line alone.</p>`
  const asked = approval.requirements.filter(({ from }) => from.some((group) => person.groups.includes(group)))
  if (asked.length === 0 && person.stale) {
    return html`<p class="notice">What your identity provider told of your groups is too old to answer by.</p>
<div class="answers"><a class="button" href="${base}/login?to=/approvals/${approval.id}">Log in again to answer</a></div>`
  }
  if (asked.length === 0) {
    const groups = groupsAsked(approval.requirements)
    const yours = person.groups.length === 0 ? 'none that is known here' : person.groups.join(', ')
    return html`<p class="notice">This is for ${groups.join(', ')} to answer; your groups: ${yours}.</p>`
  }
  const within = asked.flatMap(({ recent_login: recent }) => recent ?? []).sort((a, b) => a - b)[0]
  const isRecent = within === undefined || (person.authenticatedAt ?? 0) + within * 1000 >= now
  const reasoned = asked.some(({ reason_required: required }) => required === true)
  // Deny comes first: it is what the Enter key gives.
  return html`<h2>Your answer</h2>
<form method="post" action="${base}/approvals/${approval.id}/votes">
<input type="hidden" name="form" value="${person.form}">
<label for="reason">Reason${reasoned && ' (an approval needs one)'}</label>
<input id="reason" name="reason" maxlength="1000" autocomplete="off">
<div class="answers"><button name="answer" value="deny">Deny</button>
${
  isRecent
    ? html`<button name="answer" value="approve">Approve once</button>`
    : html`<a class="button" href="${base}/login?to=/approvals/${approval.id}&amp;within=${within}">Log in again to approve</a>`
}</div>
</form>`
}
