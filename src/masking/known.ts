import { alignedCoresOf } from '../detectors/base64.ts'
import type { Finder, FinderPlan } from '../detectors/index.ts'
import type { Sought } from './engine.ts'
import { createSearch, type Search } from './literals.ts'
import { unescaped } from './unescaped.ts'

/** A longer value is looked for in pieces, so that little has to be held for it. */
const PIECE = 8192
/** The fewest characters of base64 by which a value is looked for within it. */
export const LEAST_CORE = 6

/**
 * Looks for exact values, thousands as quickly as one: as they are, and within base64 however they lie. What else they
 * are written like is a matter of views; a value that itself has something to decode is looked for decoded as well.
 *
 * @param wide where characters beyond ASCII are one 0xff each
 */
export function planKnown(values: readonly string[], wide: boolean): FinderPlan<Sought> {
  const pieces = [...new Set(values)].flatMap((value) => formsOf(value, wide)).flatMap(piecesOf)
  const cores = pieces.flatMap((piece) => alignedCoresOf(piece, LEAST_CORE).map(({ core }) => core))
  const everything = createSearch([...new Set([...pieces.map((piece) => piece.toString('latin1')), ...cores])])
  // Folded base64 is rare.
  let encoded: Search | undefined
  const withinBase64 = () => (encoded ??= createSearch([...new Set(cores)]))
  return { create: (encodedOnly) => finderOf(encodedOnly ? withinBase64() : everything) }
}

function piecesOf(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.length / PIECE)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * PIECE, (at + 1) * PIECE))
}

/** A value's bytes in the charsets that keep ASCII, and those that it has where views decode it together with its text. */
function formsOf(value: string, wide: boolean): Buffer[] {
  const bytes = Buffer.from(value)
  const forms: Buffer[] = [bytes]
  if (/[^\x00-\x7f]/.test(value)) {
    if (wide) forms.push(Buffer.from(value.replace(/[^\x00-\x7f]/g, '\xff'), 'latin1'))
    if (wide) forms.push(Buffer.from(value.replace(/[^\x00-\x7f]/gu, '\xff'), 'latin1'))
    else if (/^[\x00-\xff]*$/.test(value)) forms.push(Buffer.from(value, 'latin1'))
  }
  if (value.includes(' ')) forms.push(Buffer.from(value.replaceAll(' ', '+')))
  forms.push(...forms.flatMap((form) => [decoded(form, wide), decoded(decoded(form, wide), wide)]))
  const narrow = wide ? forms.map((form) => form.map((byte) => (byte > 0x7f ? 0xff : byte))) : forms
  const texts = new Set(narrow.map((form) => Buffer.from(form).toString('latin1')))
  texts.delete('')
  return [...texts].map((text) => Buffer.from(text, 'latin1'))
}

function decoded(bytes: Buffer, wide: boolean): Buffer {
  const decode = unescaped(wide)
  const parts: Uint8Array[] = []
  let from = 0
  for (let written = decode(bytes, 0, true); written !== null; written = decode(bytes, from, true)) {
    parts.push(bytes.subarray(from, written.at), written.stands)
    from = written.at + written.size
  }
  return Buffer.concat([...parts, bytes.subarray(from)])
}

/** @param decided the first index before which nothing begins that wasn't told */
function finderOf(search: Search, decided = 0): Finder<Sought> {
  let from = decided
  return {
    look(bytes, final, found) {
      from = search.look(bytes, from, final, (start, end) => {
        found({ start, end, value: Buffer.from(bytes.subarray(start, end)), body: null })
      })
      return from
    },
    dropped(count) {
      from -= count
    },
    copy: () => finderOf(search, from),
  }
}
