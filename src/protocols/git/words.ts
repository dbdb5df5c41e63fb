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

/** How many of its reasons stand behind a ref. */
const MOST_REASONS = 8

/**
 * A refusal in one line, which stands behind a rejected ref: all that libgit2 and isomorphic-git hand on of it. Of the
 * reasons it has those that are about this operation, by its index, or about none in particular.
 */
export function summaryOf(refusal: Refusal, operation: number): string {
  const own = refusal.reasons.filter((reason) => (reason.operation ?? operation) === operation)
  const others = own.length === 0 && refusal.reasons.length > 0 ? ['Another ref of the push is why.'] : []
  const reasons = own.slice(0, MOST_REASONS).flatMap(linesOfReason)
  return [`${refusal.code}: ${refusal.message}`, ...reasons, ...others, ...tailOf(refusal)].map(plain).join(' ')
}

function linesOfReason(reason: Refusal['reasons'][number]): readonly string[] {
  return [`${reason.code}: ${reason.message}`, ...(reason.fix === undefined ? [] : [`fix: ${reason.fix}`])]
}

/** What would pass, and where to look. */
function tailOf(refusal: Refusal): readonly string[] {
  return [
    ...(refusal.fix === undefined ? [] : [`fix: ${refusal.fix}`]),
    ...(refusal.performed === true ? ["the upstream has already carried this out: don't repeat it"] : []),
    ...(refusal.approval === undefined ? [] : [`approval ${refusal.approval}`]),
    `exchange ${refusal.exchange}`,
  ]
}

/** A refusal as the lines that a Git client prints. */
export function linesOf(refusal: Refusal): readonly string[] {
  const lines = [`${refusal.code}: ${refusal.message}`, ...refusal.reasons.flatMap(linesOfReason)]
  const tail = tailOf(refusal)
  return [...lines.slice(0, MOST_LINES - tail.length), ...tail].map(gateLine)
}
