import { tableOf } from './bytes.ts'
import { note } from './place.ts'
import type { Shape } from './rule.ts'

/** RFC 5321, section 4.5.3.1: bytes of the part before the sign, and of a domain. */
const LONGEST_LOCAL = 64
const LONGEST_DOMAIN = 255

const inLocal = tableOf("A-Za-z0-9._%+'\\-")
const inDomain = tableOf('A-Za-z0-9.\\-')
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}$/

/** A mailbox as people write it: not quoted, with a domain that has a dot. Not the user of an address. */
export const email: Shape = {
  keywords: [],
  starts: tableOf('@'),
  before: { table: inLocal, most: LONGEST_LOCAL },
  match(bytes, at, after, place) {
    let start = at
    while (start > 0 && at - start <= LONGEST_LOCAL && inLocal[bytes[start - 1]!] === 1) start--
    let end = after
    while (end < bytes.length && end - after <= LONGEST_DOMAIN && inDomain[bytes[end]!] === 1) end++
    note(place, end)
    place.looked += end - start
    // What a quote or a dot begins is none of a name.
    while (start < at && (bytes[start] === 0x27 || bytes[start] === 0x2e || bytes[start] === 0x2d)) start++
    while (end > after && (bytes[end - 1] === 0x2e || bytes[end - 1] === 0x2d)) end--
    if (start === at || at - start > LONGEST_LOCAL || end - after > LONGEST_DOMAIN) return false
    const before = bytes[start - 1]
    if (before === 0x2f || (before === 0x3a && !isMailto(bytes, start))) return false
    place.start = start
    place.end = end
    return DOMAIN.test(bytes.toString('latin1', after, end))
  },
}

const isMailto = (bytes: Buffer, start: number) =>
  /mailto:$/i.test(bytes.toString('latin1', Math.max(0, start - 7), start))
