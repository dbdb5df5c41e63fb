import type { Approval } from '../../core/approval.ts'
import { outstanding } from '../../core/satisfied.ts'
import { actionOf } from './action.ts'
import { ACTIONS, type Block, button, columns, header, link, moment, paragraph, smallPrint } from './block-kit.ts'
import { clean, counted, escaped, fitting } from './text.ts'

/** What a message says besides the approval. */
export interface Links {
  /** The approval's own page. */
  readonly page: string
  /** The run's page at its CI system; null where it isn't known. */
  readonly run: string | null
  /** Slack's ids of the user groups that are asked. */
  readonly groups: readonly string[]
}

/** A message as the Web API takes it. */
export interface Drawn {
  /** For notifications and screen readers. */
  readonly text: string
  readonly blocks: readonly Block[]
}

/** Operations that are told of in the message itself; reasons likewise; and characters of each. */
const SHOWN = { operations: 5, reasons: 5, votes: 20, characters: 1_200 }

/** The message about an approval as it stands: what would happen, why people are asked, what is still to be heard. */
export function draw(approval: Approval, links: Links): Drawn {
  const title = titleOf(approval)
  const pending = approval.state === 'pending'
  const open = pending || approval.state === 'approved'
  return {
    text: escaped(title),
    blocks: [
      header(title),
      columns(originOf(approval)),
      ...operationsOf(approval),
      paragraph(`Why people are asked:\n${reasonsOf(approval)}`),
      ...leasesOf(approval),
      paragraph(standingOf(approval)),
      smallPrint([
        ...(open ? [`${pending ? 'Open' : 'May be used'} until ${moment(approval.expiresAt)}`] : []),
        ...(approval.asks > 1 ? [`Asked ${approval.asks} times`] : []),
        ...(pending && links.groups.length > 0 ? [`For ${mentions(links.groups)}`] : []),
        ...(links.run === null ? [] : [link(links.run, 'The run')]),
        link(links.page, 'The approval'),
      ]),
      ...(pending ? [answers(approval, links.page)] : []),
    ],
  }
}

/** `shop-bot asks to push to main of acme/shop`, and what became of it. */
export function titleOf({ agent, operations, state }: Pick<Approval, 'agent' | 'operations' | 'state'>): string {
  const more = operations.length === 1 ? '' : `, and ${operations.length - 1} more`
  const outcome = state === 'pending' ? '' : `${STATES[state]}: `
  return clean(`${outcome}${clean(agent, 40)} asks to ${actionOf(operations[0]).phrase}${more}`, 150)
}

/** What each end is called, at the beginning of a title. */
const STATES = {
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
  used: 'Used',
  lapsed: 'Lapsed',
} as const

export function mentions(groups: readonly string[]): string {
  return groups.map((id) => `<!subteam^${id}>`).join(' ')
}

function originOf({ agent, connection, origin }: Approval): readonly string[] {
  const known = (label: string, value: string) => (value === '' ? [] : [`${label}\n${clean(value, 200)}`])
  return [
    ...known('Agent', agent),
    ...known('Connection', connection),
    ...known('Repository', origin.repository),
    ...known('Ref', origin.ref),
    ...known('Event', origin.event),
    ...known('Triggered by', origin.actor),
  ]
}

function operationsOf({ operations }: Approval): readonly Block[] {
  const shown = operations.slice(0, SHOWN.operations).map((operation) => {
    const { phrase, lines } = actionOf(operation)
    return paragraph(fitting([sentence(phrase), ...lines], { lines: 40, characters: SHOWN.characters }))
  })
  const left = operations.length - shown.length
  return left === 0 ? shown : [...shown, paragraph(`… and ${left} more: see Details.`)]
}

function reasonsOf({ reasons }: Approval): string {
  const lines = reasons.map(({ code, message }) => clean(`• ${message} (${code})`, 400))
  return fitting([...new Set(lines)], { lines: SHOWN.reasons, characters: SHOWN.characters })
}

/** What the answer stands for besides this one request. */
function leasesOf({ requirements, connection }: Approval): readonly Block[] {
  const lines = requirements.flatMap(({ lease }) =>
    lease === undefined
      ? []
      : [
          clean(
            `• for ${lease.seconds} seconds at ${connection}: ${lease.operations.join(', ')} on ${lease.resources.join(', ')}`,
            400,
          ),
        ],
  )
  if (lines.length === 0) return []
  const told = fitting([...new Set(lines)], { lines: 10, characters: SHOWN.characters })
  return [paragraph(`Approving also lets the same run do this again without asking:\n${told}`)]
}

/** Who has answered what, and what is still to be heard. */
function standingOf(approval: Approval): string {
  const votes = approval.votes.map(({ person, answer, reason }) => {
    const said = `• ${clean(person, 100)} ${answer === 'approve' ? 'approved' : 'denied'}`
    return reason === null ? said : `${said}: ${clean(reason, 300)}`
  })
  return fitting([needsOf(approval), ...votes], { lines: SHOWN.votes, characters: SHOWN.characters })
}

function needsOf(approval: Approval): string {
  if (approval.state !== 'pending') return ENDS[approval.state]
  const needs = outstanding(approval).map(({ from, people }) => `${people} of ${clean(from.join(' or '), 200)}`)
  const raised = approval.origin.known
    ? ''
    : ' Nobody is known to have triggered the run, so each question asks one more person.'
  return `Needed: ${needs.join(', ')}.${raised}${approval.votes.length > 0 ? ` ${counted(approval.votes.length, 'answer')}:` : ''}`
}

const ENDS = {
  approved: 'Approved. It may be used once, for exactly this.',
  denied: 'Denied.',
  expired: 'Nobody answered in time.',
  withdrawn: 'Withdrawn: the run that asked is over.',
  used: 'Approved, and used.',
  lapsed: 'Approved, but not used in time.',
} as const

/** Where a recent login is asked for, no button can give it. */
function answers({ id, requirements }: Approval, page: string): Block {
  const leased = requirements.some(({ lease }) => lease !== undefined)
  const strict = requirements.some(({ recent_login: recent }) => recent !== undefined)
  return {
    type: 'actions',
    block_id: 'answer',
    elements: [
      ...(strict
        ? []
        : [button(ACTIONS.approve, leased ? 'Approve for a while' : 'Approve once', { style: 'primary', value: id })]),
      button(ACTIONS.deny, 'Deny', { style: 'danger', value: id }),
      button(ACTIONS.details, 'Details', { value: id }),
      button(ACTIONS.open, strict ? 'Approve in the browser' : 'Open in the browser', { url: page, value: id }),
    ],
  }
}

function sentence(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1)
}
