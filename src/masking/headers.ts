import type { Mask } from '../core/decision.ts'
import type { Headers } from '../core/request.ts'
import { replacementOf } from './mode.ts'

/**
 * Header fields with the values of those that a mask names replaced, and all others passed through `redactText`.
 *
 * @param masked told of each value that is replaced
 */
export function maskHeaders(
  headers: Headers,
  masks: readonly Mask[],
  pseudonymKey: Buffer,
  redactText: (value: string) => string,
  masked: (value: Buffer) => void = () => {},
): Headers {
  const modes = new Map(
    masks.flatMap((mask) => ('header' in mask ? [[mask.header.toLowerCase(), mask.mode ?? 'fixed'] as const] : [])),
  )
  return headers.flatMap(([name, value]) => {
    const mode = modes.get(name)
    if (mode === undefined) return [[name, redactText(value)] as const]
    const bytes = Buffer.from(value, 'latin1')
    masked(bytes)
    if (mode === 'remove') return []
    const replacement = replacementOf('header', mode, pseudonymKey)
    replacement.update(bytes)
    return [[name, replacement.end()] as const]
  })
}
