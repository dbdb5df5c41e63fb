import type { Redactor } from './redactor.ts'
import type { StreamRedactor } from './structured/stream.ts'

/** Fewer bytes of a value in common with an edge tell nothing, and are there by chance. */
const LEAST = 4
const STAR = 0x2a

/**
 * Masks a part of a body of which the rest goes elsewhere: what may be the end of a value at its start, the beginning of
 * one at its end, or the middle of one all through, becomes asterisks as well.
 *
 * @param known the values that `redactor` hides, as many asterisks as bytes
 */
export function partRedactor(
  redactor: Pick<Redactor, 'write' | 'end' | 'held'>,
  known: readonly string[],
): StreamRedactor {
  const values = known.map((value) => Buffer.from(value))
  const longest = values.reduce((most, { length }) => Math.max(most, length), 0)
  let start: Buffer | null = Buffer.alloc(0)
  const begin = (bytes: Buffer): Buffer => {
    start = null
    return redactor.write(starred(bytes, 0, endOfAny(bytes, values)))
  }
  return {
    write(chunk) {
      if (start === null) return redactor.write(chunk)
      start = Buffer.concat([start, chunk])
      return start.length < longest ? Buffer.alloc(0) : begin(start)
    },
    end() {
      const whole = start
      if (whole !== null && whole.length >= LEAST && values.some((value) => value.includes(whole))) {
        return Buffer.alloc(whole.length, STAR)
      }
      const first = whole === null ? Buffer.alloc(0) : begin(whole)
      const held = redactor.held()
      const rest = redactor.end()
      return Buffer.concat([first, held < LEAST ? rest : starred(rest, Math.max(0, rest.length - held), rest.length)])
    },
  }
}

/** How many bytes at the start are the end of a value. */
function endOfAny(bytes: Buffer, values: readonly Buffer[]): number {
  let most = 0
  for (const value of values) {
    for (let size = Math.min(value.length - 1, bytes.length); size >= LEAST && size > most; size--) {
      if (bytes.subarray(0, size).equals(value.subarray(value.length - size))) most = size
    }
  }
  return most
}

function starred(bytes: Buffer, from: number, to: number): Buffer {
  if (to <= from) return bytes
  const copy = Buffer.from(bytes)
  copy.fill(STAR, from, to)
  return copy
}
