import type { Mask } from '../core/decision.ts'
import type { Headers } from '../core/request.ts'

/** What stands in for the whole value of a header field. */
const MASKED = '[masked:header]'

/** Header fields with the values of those that a mask names replaced, and all others passed through `redactText`. */
export function maskHeaders(headers: Headers, masks: readonly Mask[], redactText: (value: string) => string): Headers {
  const named = new Set(masks.flatMap((mask) => ('header' in mask ? [mask.header.toLowerCase()] : [])))
  return headers.map(([name, value]) => [name, named.has(name) ? MASKED : redactText(value)])
}
