import { tableOf } from './bytes.ts'
import type { Body } from './rule.ts'

const alike = new WeakSet<Body>()

/** Whether a secret that goes on like that ends at the same place, wherever in it one begins to look. */
export const endsAlike = (body: Body): boolean => alike.has(body)

/** Goes on over the bytes of a table. */
export function runOn(table: Uint8Array): Body {
  const body: Body = (bytes, at, final) => {
    let next = at
    while (next < bytes.length && table[bytes[next]!] === 1) next++
    return { next, over: final || next < bytes.length }
  }
  alike.add(body)
  return body
}

/** Goes on to a closing quote or the line's end, past whatever a backslash escapes. */
export function untilQuote(mark: number): Body {
  return (bytes, at, final) => {
    let next = at
    for (;;) {
      const byte = bytes[next]
      if (byte === undefined) return { next, over: final }
      if (byte === mark || isBreak(byte)) return { next, over: true }
      if (byte !== 0x5c) {
        next++
        continue
      }
      const escaped = bytes[next + 1]
      if (escaped === undefined) return { next, over: final }
      if (isBreak(escaped)) return { next, over: true }
      next += 2
    }
  }
}

const isBreak = (byte: number) => byte === 0x0a || byte === 0x0d

const inKey = tableOf('^"\'`<>{}\\-')
const inLabel = tableOf('A-Z0-9 ')
const LONGEST_LABEL = 60
const END = '-----END '

/** Goes on to the end mark of a key, and over it, or to what no key contains. */
export const untilEndMark: Body = (bytes, at, final) => {
  let next = at
  for (;;) {
    while (next < bytes.length && inKey[bytes[next]!] === 1) next++
    if (next === bytes.length) return { next, over: final }
    if (bytes[next] !== 0x2d) return { next, over: true }
    const end = endMark(bytes, next)
    if (end > 0) return { next: end, over: true }
    if (end === 0 && !final) return { next, over: false }
    next++
  }
}

alike.add(untilEndMark)

/** Where the end mark at a place ends; -1 where there is none, 0 where that can't be said yet. */
function endMark(bytes: Buffer, at: number): number {
  for (let index = 0; index < END.length; index++) {
    if (at + index >= bytes.length) return 0
    if (bytes[at + index] !== END.charCodeAt(index)) return -1
  }
  let next = at + END.length
  const limit = next + LONGEST_LABEL
  while (next < bytes.length && next < limit && inLabel[bytes[next]!] === 1) next++
  if (next === at + END.length && next < bytes.length) return -1
  for (let dash = 0; dash < 5; dash++) {
    if (next + dash >= bytes.length) return 0
    if (bytes[next + dash] !== 0x2d) return -1
  }
  return next + 5
}
