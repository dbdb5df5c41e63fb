import type { TextLayout } from '../core/adapter.ts'
import type { Mask, MaskMode } from '../core/decision.ts'
import type { CustomDetector } from '../core/detector.ts'
import type { Headers } from '../core/request.ts'
import { headerMaskerOf } from './headers.ts'
import { joined } from './joined.ts'
import { inUnits } from './marks.ts'
import { replacementOf } from './mode.ts'
import { partRedactor } from './part.ts'
import type { Redactor } from './redactor.ts'
import { LONGEST } from './session-values.ts'
import { createFieldRedactor } from './structured/index.ts'
import { type StreamRedactor, unmaskable } from './structured/stream.ts'
import { type Target, targetsOf } from './structured/targets.ts'
import { type TextMasker, type ToMask, textMaskerOf } from './text.ts'
import type { Units } from './units.ts'

/** What a decision's masks do to one answer. */
export interface Masker {
  /** Whether anything is looked for in a body. */
  readonly looks: boolean
  /** Whether the masks change bodies: then these must be text. Else as many asterisks as it has bytes hide a known value. */
  readonly rewrites: boolean
  /** The answer's header fields, and likewise its trailers. */
  headers(headers: Headers): Headers
  /** For one body: it keeps what it holds back. Throws ERR_UNMASKABLE where the masks want fields that the format hasn't. */
  redactor(layout: Pick<TextLayout, 'units' | 'format'> & Partial<Pick<TextLayout, 'part'>>): StreamRedactor
  /** For text of whatever structure in these units, or those of its byte-order mark; without them for a stream of bytes. */
  text(units?: TextLayout['units']): Pick<Redactor, 'write' | 'end' | 'held'>
  /** A text by itself, masked. */
  value(text: string): string
  /** False where a text, a byte a character, surely holds nothing to hide; quicker than masking it. */
  suspects(text: string): boolean
}

export interface MaskerOptions {
  /** Exact values that are hidden wherever they show up. */
  readonly known: readonly string[]
  /** Others, which are looked for last. */
  readonly remembered?: readonly string[]
  readonly custom: readonly CustomDetector[]
  /** Values of which only a keyed hash is known. */
  readonly byHash?: ToMask['byHash']
  /** 32 bytes: equal values have equal pseudonyms under one key. */
  readonly pseudonymKey: Buffer
  /** Told of each value that a mask hides, but for known ones. */
  readonly masked?: (value: Buffer) => void
}

/**
 * Prepares the masks of a decision. Throws ERR_UNMASKABLE for a detector that there is none of: before a request is sent,
 * so that nothing is sent.
 */
export function createMasker(masks: readonly Mask[], options: MaskerOptions): Masker {
  const { known, remembered = [], custom, byHash, pseudonymKey, masked } = options
  const detectors = masks.flatMap((mask) =>
    'detector' in mask ? [{ name: mask.detector, mode: mask.mode ?? 'fixed' }] : [],
  )
  const fields = masks.flatMap((mask) => targetOf(mask, options))
  const rewrites = detectors.length > 0 || fields.length > 0
  const text = textMaskerOf({
    ...{ detectors, known, remembered, custom, pseudonymKey, knownMode: rewrites ? 'fixed' : 'same_length' },
    ...(byHash !== undefined && { byHash }),
    ...(masked !== undefined && { masked: (name: string, value: Buffer) => name !== 'credential' && masked(value) }),
  })
  const targets = fields.length === 0 ? null : targetsOf(fields)
  const isSecret =
    detectors.length === 0 ? null : (digits: string) => digits.length >= LEAST_DIGITS && text.value(digits) !== digits
  const maskFields = headerMaskerOf(masks, pseudonymKey, masked)
  const redactField = fieldText(text)
  const textIn = (units: Units): Pick<Redactor, 'write' | 'end' | 'held'> => {
    if (units === 'bytes') return text.redactor()
    // Many clients read JSON as UTF-8 whatever is declared.
    const [wide, narrow] = [text.redactor(units), text.redactor()]
    return { ...oneAfterAnother(wide, narrow), held: () => wide.held() + narrow.held() }
  }

  return {
    looks: rewrites || !text.empty,
    rewrites,
    suspects: text.suspects,
    value: text.value,
    text: (units) => (units === undefined ? text.redactor() : inUnits(units, textIn)),
    headers(headers) {
      // Most header fields hold nothing of interest, and there are many of them: one look at all tells.
      const clean = !text.suspects(headers.map(([, value]) => value).join('\n'))
      return maskFields(headers, clean ? null : redactField)
    },
    redactor({ units, format, part = false }) {
      if (part) return partRedactor(text.redactor(), [...known, ...remembered])
      const numbers = format === 'json' || format === 'events' || format === 'message' ? isSecret : null
      const plain = targets === null && (numbers === null || format !== 'json')
      const inFields = plain ? null : createFieldRedactor(format, targets ?? NOTHING, numbers)
      return inUnits(units, (settled) => {
        if (settled === 'bytes') return inFields === null ? textIn(settled) : oneAfterAnother(inFields, textIn(settled))
        if (targets !== null) throw unmaskable('its characters take more than a byte each')
        return textIn(settled)
      })
    },
  }
}

const NOTHING = targetsOf([])
/** No number that is a secret by itself, or somebody's, is shorter. */
const LEAST_DIGITS = 8

/** A header field's value is bytes, a character each. */
function fieldText(text: TextMasker): (value: string) => string {
  return (value) => {
    if (!text.suspects(value)) return value
    const redactor = text.redactor()
    return joined(redactor.write(Buffer.from(value, 'latin1')), redactor.end()).toString('latin1')
  }
}

function targetOf(mask: Mask, { pseudonymKey, masked }: MaskerOptions): Target[] {
  const mode = mask.mode ?? 'fixed'
  if ('key' in mask) return [{ key: mask.key, field: fieldOf(mask.key, mode, pseudonymKey, masked) }]
  if (!('pointer' in mask)) return []
  const name = mask.pointer.split('/').findLast((segment) => segment !== '*' && segment !== '') ?? 'pointer'
  return [{ pointer: mask.pointer, field: fieldOf(name, mode, pseudonymKey, masked) }]
}

function fieldOf(name: string, mode: MaskMode, key: Buffer, masked: MaskerOptions['masked']): Target['field'] {
  return {
    mode,
    begin() {
      const replacement = replacementOf(name, mode, key)
      if (masked === undefined) return replacement
      const parts: Buffer[] = []
      let bytes = 0
      return {
        update(part) {
          replacement.update(part)
          bytes += part.length
          if (bytes <= LONGEST) parts.push(part)
        },
        end() {
          if (bytes <= LONGEST) masked(Buffer.concat(parts))
          return replacement.end()
        },
      }
    },
  }
}

function oneAfterAnother(first: StreamRedactor, second: StreamRedactor): StreamRedactor {
  return {
    write: (chunk) => second.write(first.write(chunk)),
    end: () => joined(second.write(first.end()), second.end()),
  }
}
