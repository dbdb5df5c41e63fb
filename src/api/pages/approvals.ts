import type { Approval } from '../../core/approval.ts'
import { describe } from '../../core/described.ts'
import type { Reader } from './approval.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'
import { counted, moment } from './words.ts'

/** Seconds after which a browser asks again. */
const REFRESH = 30

/** What waits for people, or all there was, newest first. */
export function approvalsPage(approvals: readonly Approval[], { person, base }: Reader): Page {
  const body = html`<h1>${approvals.length === 0 ? 'Nothing waits' : counted(approvals.length, 'approval')}</h1>
${approvals.map((approval) => entry(approval, base))}`
  return {
    title: 'Approvals',
    body,
    person: person && { name: person.name, form: person.form, logout: `${base}/logout` },
    refresh: REFRESH,
  }
}

function entry({ id, agent, connection, operations, state, expiresAt }: Approval, base: string): Html {
  const [first, ...others] = operations
  return html`<section>
<a href="${base}/approvals/${id}"><bdi>${describe(first).title}</bdi></a>${others.length > 0 && ` and ${others.length} more`}
<p><bdi>${agent}</bdi>, <bdi>${connection}</bdi>: ${state}, until ${moment(expiresAt)}</p>
</section>`
}
