import { clean, escaped } from './text.ts'

/** Slack's "Block Kit", as much of it as we use. Every text is cut to Slack's limits here. */
export type Block = { readonly type: string; readonly [field: string]: unknown }

/** An action that a person can take; what comes back carries its name. */
export const ACTIONS = {
  approve: 'sallyport_approve',
  deny: 'sallyport_deny',
  details: 'sallyport_details',
  open: 'sallyport_open',
} as const

/** Text that Slack shows as it is: no markup, no mentions, no emoji. `text` may have lines, and is cleaned already. */
export function plain(text: string, most = 3_000): Block {
  return { type: 'plain_text', text: cut(text, most), emoji: false }
}

export function header(text: string): Block {
  return { type: 'header', text: plain(clean(text, 150), 150) }
}

/** A paragraph; nothing in it is markup. */
export function paragraph(text: string): Block {
  return { type: 'section', text: plain(text) }
}

/** Up to ten short texts, in two columns. */
export function columns(texts: readonly string[]): Block {
  return { type: 'section', fields: texts.slice(0, 10).map((text) => plain(text, 2_000)) }
}

/** Small print in Slack's markup, made of parts that are escaped or our own. */
export function smallPrint(parts: readonly string[]): Block {
  return { type: 'context', elements: parts.slice(0, 10).map((text) => ({ type: 'mrkdwn', text, verbatim: true })) }
}

export function button(action: string, label: string, more: { readonly [field: string]: unknown }): Block {
  return { type: 'button', action_id: action, text: plain(label, 75), ...more }
}

/** A moment in the reader's own time zone (Slack, "Formatting text for app surfaces", dates). */
export function moment(at: number): string {
  const readable = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `<!date^${Math.floor(at / 1_000)}^{date_short_pretty} {time_secs}|${readable}>`
}

/** A link of ours. */
export function link(url: string, label: string): string {
  return `<${escaped(url).replace(/\|/g, '%7C')}|${escaped(label)}>`
}

function cut(text: string, most: number): string {
  return text.length <= most ? text || '–' : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
