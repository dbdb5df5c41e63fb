import type { ApprovalState, Door } from '../../core/approval.ts'
import { type Html, html } from './html.ts'

/** What an approval's state means. */
export const STATES: { readonly [State in ApprovalState]: string } = {
  pending: 'Waits for an answer.',
  approved: 'Approved. The agent has not used it yet.',
  denied: 'Denied.',
  expired: 'Expired: not enough people answered in time.',
  withdrawn: 'Withdrawn: the session of the agent has ended.',
  used: 'Approved, and used: the request was let through, this once.',
  lapsed: 'Approved, and lapsed: the agent did not use it in time.',
}

/** By which door somebody answered. */
export const DOORS: { readonly [Name in Door]: string } = {
  slack: 'in Slack',
  web: 'on this page',
  cli: 'by command line or API',
  operator: "with the operator's token",
}

/** A moment, in milliseconds since the epoch. */
export function moment(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`
}

/** How long something lasts, given in milliseconds: in the largest unit that it has at least two of. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 120) return counted(seconds, 'second')
  if (seconds < 7_200) return counted(Math.floor(seconds / 60), 'minute')
  return counted(Math.floor(seconds / 3_600), 'hour')
}

/** A number of things: `1 person`, `2 people`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
