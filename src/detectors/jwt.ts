import { latin1, tableOf } from './bytes.ts'
import { note } from './place.ts'
import type { Shape } from './rule.ts'

const LONGEST_HEADER = 1024
const LONGEST_PAYLOAD = 16_384
const LONGEST_SIGNATURE = 1024

const inSegment = tableOf('A-Za-z0-9_\\-')
const DOT = 0x2e

/** A JSON Web Token (RFC 7519): three segments of base64url, the first of which is a JOSE header with an `alg`. */
export const jwt: Shape = {
  keywords: ['eyj'],
  literal: 'eyJ',
  run: inSegment,
  match(bytes, at, _, place) {
    const segment = (from: number, most: number) => {
      const limit = Math.min(bytes.length, from + most)
      let end = from
      while (end < limit && inSegment[bytes[end]!] === 1) end++
      place.looked += end - from
      note(place, end)
      return end
    }
    const header = segment(at, LONGEST_HEADER)
    note(place, header + 2)
    if (bytes[header] !== DOT || bytes[header + 1] !== 0x65 || bytes[header + 2] !== 0x79) return false
    const payload = segment(header + 1, LONGEST_PAYLOAD)
    if (bytes[payload] !== DOT || payload - header < 12) return false
    const end = segment(payload + 1, LONGEST_SIGNATURE)
    if (end - payload < 17 || !namesAlgorithm(latin1(bytes, at, header))) return false
    place.start = at
    place.end = end
    return true
  },
}

function namesAlgorithm(header: string): boolean {
  const decoded = Buffer.from(header, 'base64url').toString('latin1')
  return decoded.startsWith('{') && decoded.endsWith('}') && /"alg"\s{0,8}:\s{0,8}"(?!none")/.test(decoded)
}
