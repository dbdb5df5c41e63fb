import { createHmac, hash } from 'node:crypto'
import type { Finder, FinderPlan } from '../detectors/index.ts'
import type { Sought } from './engine.ts'

const SHORTEST = 8
const LONGEST = 512

const inToken = tableOf(/[A-Za-z0-9_\-./+=:~]/)
const inside = tableOf(/[A-Za-z0-9]/)

function tableOf(members: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (members.test(String.fromCharCode(byte)) ? 1 : 0))
}

/** What others are told of a value instead of the value: HMAC-SHA256, in hexadecimal. */
export const hashOf = (key: Buffer, value: Buffer): string => createHmac('sha256', key).update(value).digest('hex')

/** The same for many values: HMAC's two hashes (RFC 2104), each in one call, for a keyed object costs more than both. */
function hasherOf(key: Buffer): (value: Buffer) => string {
  const block = Buffer.alloc(64)
  const short = key.length > block.length ? hash('sha256', key, 'buffer') : key
  short.copy(block)
  const [inner, outer] = [0x36, 0x5c].map((pad) => Buffer.from(block.map((byte) => byte ^ pad))) as [Buffer, Buffer]
  return (value) => hash('sha256', Buffer.concat([outer, hash('sha256', Buffer.concat([inner, value]), 'buffer')]))
}

/**
 * Finds values of which only a keyed hash is known: whole tokens of 8 to 512 letters, digits and signs, and what is left
 * of them without the signs at their ends. Costs a hash for each word of a text, so it is used only where there are any.
 *
 * @param hashes as {@link hashOf} makes them
 */
export function tokensByHash(key: Buffer, hashes: ReadonlySet<string>): FinderPlan<Sought> {
  const hashed = hasherOf(key)
  const isKnown = (bytes: Buffer, start: number, end: number) =>
    end - start >= SHORTEST && hashes.has(hashed(bytes.subarray(start, end)))

  function judge(bytes: Buffer, start: number, end: number, found: (match: Sought) => void): void {
    if (end - start < SHORTEST || end - start > LONGEST) return
    let [from, to] = [start, end]
    while (from < to && inside[bytes[from]!] === 0) from++
    while (to > from && inside[bytes[to - 1]!] === 0) to--
    const trimmed = from > start || to < end
    if (isKnown(bytes, start, end)) tell(bytes, start, end, found)
    else if (trimmed && isKnown(bytes, from, to)) tell(bytes, from, to, found)
  }

  function finderOf(state: { at: number; passing: boolean }): Finder<Sought> {
    return {
      look(bytes, final, found) {
        let { at, passing } = state
        for (;;) {
          // The rest of what was too long.
          if (passing) while (at < bytes.length && inToken[bytes[at]!] === 1) at++
          passing &&= at === bytes.length
          while (at < bytes.length && inToken[bytes[at]!] === 0) at++
          const start = at
          while (at < bytes.length && inToken[bytes[at]!] === 1) at++
          if (at < bytes.length || final) judge(bytes, start, at, found)
          else {
            passing ||= at - start > LONGEST
            at = passing ? at : start
          }
          if (at === bytes.length || at === start) break
        }
        state.at = at
        state.passing = passing
        return at
      },
      dropped(count) {
        state.at -= count
      },
      copy: () => finderOf({ ...state }),
    }
  }

  return { create: (encodedOnly) => (encodedOnly ? NOTHING : finderOf({ at: 0, passing: false })) }
}

function tell(bytes: Buffer, start: number, end: number, found: (match: Sought) => void): void {
  found({ start, end, value: Buffer.from(bytes.subarray(start, end)), body: null })
}

const NOTHING: Finder<Sought> = { look: ({ length }) => length, dropped: () => {}, copy: () => NOTHING }
