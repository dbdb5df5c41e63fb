import type { Mask } from '../core/decision.ts'
import type { CustomDetector } from '../core/detector.ts'
import type { Headers } from '../core/request.ts'
import { maskHeaders } from './headers.ts'
import type { Redactor } from './redactor.ts'
import { textMaskerOf } from './text.ts'

export type { MaskMode } from '../core/decision.ts'
export type { Redactor } from './redactor.ts'
export { type TextMasker, type ToMask, textMaskerOf } from './text.ts'
export { hashOf, tokensByHash } from './tokens.ts'
export type { Units } from './units.ts'
export { createKnownValues, type KnownValues } from './values.ts'

/** What a decision's masks do to one answer. */
export interface Masker {
  /** Whether the body changes at all: if not, it needn't be text. */
  readonly body: boolean
  /** The answer's header fields, and likewise its trailers. Where the body changes, without those that describe its bytes. */
  headers(headers: Headers): Headers
  /** For one body: it keeps what it holds back. */
  redactor(): Redactor
  /** False where a text surely holds nothing to hide; quicker than masking it. */
  suspects(text: string): boolean
}

/** Fields that are wrong about a body once it is masked (RFC 9110, section 8.6; RFC 9530; RFC 1864). */
const OF_THE_BYTES: ReadonlySet<string> = new Set([
  'accept-ranges',
  'content-digest',
  'content-length',
  'content-md5',
  'digest',
  'repr-digest',
])

/**
 * Prepares the masks of a decision, and the masking of the exact strings `known` (credentials that the gateway holds).
 * `custom` are detectors that policy's data adds. Throws ERR_UNMASKABLE for a detector that there is none of: before a request is sent, so that nothing is sent.
 */
export function createMasker(
  masks: readonly Mask[],
  known: readonly string[],
  custom: readonly CustomDetector[] = [],
): Masker {
  const detectors = masks.flatMap((mask) =>
    'detector' in mask ? [{ name: mask.detector, mode: 'fixed' as const }] : [],
  )
  const text = textMaskerOf({ detectors, known, custom })
  const body = !text.empty

  function redactText(value: string): string {
    const once = text.redactor()
    return Buffer.concat([once.write(Buffer.from(value, 'latin1')), once.end()]).toString('latin1')
  }

  return {
    body,
    suspects: text.suspects,
    redactor: () => text.redactor(),
    headers(headers) {
      const kept = body ? headers.filter(([name]) => !OF_THE_BYTES.has(name)) : headers
      // Most header fields hold nothing of interest, and there are many of them: one look at all tells.
      const clean = !text.suspects(kept.map(([, value]) => value).join('\n'))
      return maskHeaders(kept, masks, clean ? (value) => value : redactText)
    },
  }
}
