import type { TextLayout } from '../core/adapter.ts'
import { joined } from './joined.ts'
import type { StreamRedactor } from './structured/stream.ts'
import type { Units } from './units.ts'

/** Byte-order marks (Unicode Standard, section 23.8), the longer first, since one is the beginning of another. */
const MARKS: readonly (readonly [Units, readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0x00, 0x00]],
  ['utf-32be', [0x00, 0x00, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]
const LONGEST_MARK = 4
const EMPTY: Buffer = Buffer.alloc(0)

/**
 * A redactor for a text in these units, or in those that its byte-order mark declares: what is held until that is known
 * is no more than such a mark. `held` tells how many of the bytes written it and what it was made of hold back.
 */
export function inUnits(
  declared: TextLayout['units'],
  make: (units: Units) => StreamRedactor & { held?(): number },
): StreamRedactor & { held(): number } {
  let held: Buffer | null = EMPTY
  let redactor: ReturnType<typeof make> | undefined
  const settle = (start: Buffer): Buffer => {
    held = null
    redactor = make(unitsOf(declared, start))
    return redactor.write(start)
  }
  return {
    held: () => held?.length ?? redactor!.held?.() ?? 0,
    write(chunk) {
      if (held === null) return redactor!.write(chunk)
      held = joined(held, chunk)
      return held.length >= LONGEST_MARK || !mayBegin(held) ? settle(held) : EMPTY
    },
    end: () => (held === null ? redactor!.end() : joined(settle(held), redactor!.end())),
  }
}

/** Whether a mark may still come of it. */
function mayBegin(start: Buffer): boolean {
  return MARKS.some(([, mark]) => start.every((byte, index) => byte === mark[index]))
}

/** Without a mark, UTF-16 and UTF-32 are as their first character's zeros lie: in text that is ASCII's, before or behind. */
function unitsOf(declared: TextLayout['units'], start: Buffer): Units {
  const marked = MARKS.find(([, mark]) => mark.every((byte, index) => start[index] === byte))?.[0]
  if (declared === 'bytes') return marked ?? 'bytes'
  if (declared !== 'utf-16' && declared !== 'utf-32') return declared
  if (marked?.startsWith(declared)) return marked
  return start[0] === 0 ? `${declared}be` : `${declared}le`
}
