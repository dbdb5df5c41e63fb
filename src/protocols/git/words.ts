import type { Refusal } from '../../core/refusal.ts'

/** Characters and lines. More than a terminal shows at once helps nobody, and all of it has to fit one packet. */
const LONGEST = 400
const MOST_LINES = 50

/** Text as a terminal may safely print it, on one line: no control characters, nothing that turns its direction. */
export function plain(text: string): string {
  const safe = text.replace(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim()
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe
}

/** One line, marked as the gate's own among what the upstream says. */
export function gateLine(text: string): string {
  return `gate: ${plain(text)}`
}

/** A refusal in one line: what stands behind a rejected ref. */
export function summaryOf(refusal: Refusal): string {
  return plain(`${refusal.code}: ${refusal.message}`)
}

/** A refusal as the lines that a Git client prints. */
export function linesOf(refusal: Refusal): readonly string[] {
  const lines = [`${refusal.code}: ${refusal.message}`]
  for (const reason of refusal.reasons) {
    lines.push(`${reason.code}: ${reason.message}`)
    if (reason.fix !== undefined) lines.push(`fix: ${reason.fix}`)
  }
  if (refusal.fix !== undefined) lines.push(`fix: ${refusal.fix}`)
  const tail = [`exchange ${refusal.exchange}`]
  if (refusal.approval !== undefined) tail.unshift(`approval ${refusal.approval}`)
  if (refusal.performed === true) tail.unshift("the upstream has already carried this out: don't repeat it")
  return [...lines.slice(0, MOST_LINES - tail.length), ...tail].map(gateLine)
}
