import type { Mask } from '../core/decision.ts'
import type { Headers } from '../core/request.ts'
import { replacementOf } from './mode.ts'

/** Masks header fields: null for `redactText` where there is nothing to hide but what the masks name. */
export type HeaderMasker = (headers: Headers, redactText: ((value: string) => string) | null) => Headers

/**
 * Replaces the values of header fields that masks name, and has all others pass through `redactText`.
 *
 * @param masked told of each value that is replaced
 */
export function headerMaskerOf(
  masks: readonly Mask[],
  pseudonymKey: Buffer,
  masked: (value: Buffer) => void = () => {},
): HeaderMasker {
  const modes = new Map(
    masks.flatMap((mask) => ('header' in mask ? [[mask.header.toLowerCase(), mask.mode ?? 'fixed'] as const] : [])),
  )
  return (headers, redactText) => {
    if (redactText === null && !headers.some(([name]) => modes.has(name))) return headers
    return headers.flatMap(([name, value]) => {
      const mode = modes.get(name)
      if (mode === undefined) return [[name, redactText === null ? value : redactText(value)] as const]
      const bytes = Buffer.from(value, 'latin1')
      masked(bytes)
      if (mode === 'remove') return []
      const replacement = replacementOf('header', mode, pseudonymKey)
      replacement.update(bytes)
      return [[name, replacement.end()] as const]
    })
  }
}
