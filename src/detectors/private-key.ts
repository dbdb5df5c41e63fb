import { latin1, tableOf } from './bytes.ts'
import { note, type Place } from './place.ts'
import type { Shape } from './rule.ts'

const LONGEST = 16_384
/** The shortest line of base64 that makes it a key and no talk of one: Ed25519 in PKCS #8 takes 64 characters. */
const LEAST_BASE64 = 40

const inLabel = tableOf('A-Z0-9 ')
const inBase64 = tableOf('A-Za-z0-9+/=')
const DASH = 0x2d

const isAt = (bytes: Buffer, at: number, text: string, place: Place) => {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] === text.charCodeAt(index)) continue
    note(place, at + index)
    return false
  }
  note(place, at + text.length - 1)
  return true
}

/** Where the label `-----BEGIN … PRIVATE KEY-----` ends, or -1. */
function endOfLabel(bytes: Buffer, at: number, place: Place): number {
  const limit = Math.min(bytes.length, at + 80)
  let end = at + 11
  while (end < limit && inLabel[bytes[end]!] === 1) end++
  place.looked += end - at
  note(place, end)
  if (!isAt(bytes, end, '-----', place)) return -1
  return /^(?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?$/.test(latin1(bytes, at + 11, end)) ? end + 5 : -1
}

/** A PEM or an OpenPGP block (RFC 7468, RFC 9580), its line ends escaped or not; also one whose end is cut off. */
export const pem: Shape = {
  keywords: ['-----begin '],
  literal: '-----BEGIN ',
  match(bytes, at, _, place) {
    const body = endOfLabel(bytes, at, place)
    if (body < 0) return false
    const limit = Math.min(bytes.length, at + LONGEST)
    let end = body
    let longest = 0
    let run = 0
    let last = body
    for (; end < limit && !(bytes[end] === DASH && isAt(bytes, end, '-----', place)); end++) {
      run = inBase64[bytes[end]!] === 1 ? run + 1 : 0
      if (run > longest) longest = run
      if (run > 0) last = end + 1
    }
    place.looked += end - body
    note(place, end)
    if (longest < LEAST_BASE64) return false
    place.start = at
    place.end = last
    if (!isAt(bytes, end, '-----END ', place)) return true
    const mark = Math.min(bytes.length, end + 80)
    let stop = end + 9
    while (stop < mark && inLabel[bytes[stop]!] === 1) stop++
    place.looked += stop - end
    place.end = isAt(bytes, stop, '-----', place) ? stop + 5 : last
    return true
  },
}

/** The private lines of a PuTTY key file (PuTTY user manual, appendix C). */
export const putty: Shape = {
  keywords: ['private-lines: '],
  match(bytes, _, after, place) {
    const limit = Math.min(bytes.length, after + LONGEST)
    let start = after
    while (start < limit && bytes[start]! !== 0x0a && start < after + 8) start++
    note(place, start)
    start++
    let end = start
    let last = start
    for (; end < limit && (inBase64[bytes[end]!] === 1 || bytes[end] === 0x0a || bytes[end] === 0x0d); end++) {
      if (inBase64[bytes[end]!] === 1) last = end + 1
    }
    place.looked += end - after
    note(place, end)
    // What ends the base64 is the next name, `Private-MAC`, whose letters are base64 too.
    while (last > start && bytes[last - 1] !== 0x0a && bytes[end] === DASH) last--
    while (last > start && (bytes[last - 1] === 0x0a || bytes[last - 1] === 0x0d)) last--
    place.start = start
    place.end = last
    return last - start >= LEAST_BASE64
  },
}

const KEY_ID = /private_key_id\\{0,3}"\s{0,8}:\s{0,8}\\{0,3}"[0-9a-f]{40}\\{0,3}"/

/** The key in the key file of a Google Cloud service account: behind its ID, in JSON, which may itself be in a string. */
export const serviceAccount: Shape = {
  keywords: ['private_key"', 'private_key\\"'],
  match(bytes, at, after, place) {
    let next = after
    while (next < after + 24 && next < bytes.length && bytes[next] !== DASH) next++
    place.looked += next - after + 160
    note(place, next)
    if (!isAt(bytes, next, '-----BEGIN ', place)) return false
    if (!KEY_ID.test(latin1(bytes, Math.max(0, at - 160), at))) return false
    return pem.match(bytes, next, next + 11, place)
  },
}
