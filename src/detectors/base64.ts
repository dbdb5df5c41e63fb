import { latin1, tableOf } from './bytes.ts'
import type { Place } from './place.ts'

const LEAST = 24
const MOST = 4096
const LEAST_CORE = 4

/** The characters of both alphabets. */
export const inRun = tableOf('A-Za-z0-9+/_\\-')
/** The fewest of them in a line that is folded: MIME takes 76, PEM 64, and some APIs 60. */
const LEAST_LINE = 40

/** Whether the line that ends at a place goes on in the next, for so much of it is base64 (RFC 2045, section 6.8). */
export function isFolded(bytes: Buffer, from: number, end: number): boolean {
  if (end - from < LEAST_LINE) return false
  for (let at = end - 1; at >= end - LEAST_LINE; at--) if (inRun[bytes[at]!] === 0) return false
  return true
}

/**
 * How base64 writes a text that is inside another: for each of the three ways in which it may lie across the groups of
 * three bytes, the characters that depend on nothing else. Only those of four characters or more.
 */
export function coresOf(text: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.from('\0'.repeat(offset) + text).toString('base64')
    const core = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + text.length) * 8) / 6))
    return core.length < LEAST_CORE ? [] : [core]
  })
}

/** One way in which a text is written within base64. */
export interface Core {
  /** The characters that depend on the text alone, letter for letter. */
  readonly core: string
  /** How many bytes of the first group of three are something else's. */
  readonly offset: 0 | 1 | 2
  /** How many characters of the first group of four come before the core. */
  readonly lead: 0 | 2 | 3
}

/** The same with how each lies, and in both alphabets (RFC 4648, sections 4 and 5). */
export function alignedCoresOf(bytes: Buffer, least = LEAST_CORE): Core[] {
  return ([0, 1, 2] as const).flatMap((offset) => {
    const lead = ([0, 2, 3] as const)[offset]
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const core = encoded.slice(lead, Math.floor(((offset + bytes.length) * 8) / 6))
    if (core.length < least) return []
    const safe = core.replaceAll('+', '-').replaceAll('/', '_')
    return (safe === core ? [core] : [core, safe]).map((one) => ({ core: one, offset, lead }))
  })
}

/** A run of base64 characters, as byte offsets, the end exclusive. */
export interface Run {
  readonly start: number
  readonly end: number
  /** Whether it is worth decoding: 24 to 4,096 characters. */
  readonly fits: boolean
}

/** The run around a place: to its end, and back no further than it may begin. */
export function runAround(bytes: Buffer, at: number, place: Place): Run {
  let start = at
  while (start > 0 && at - start <= MOST && inRun[bytes[start - 1]!] === 1) start--
  let end = at
  while (end < bytes.length && inRun[bytes[end]!] === 1) end++
  place.looked += end - start
  return { start, end, fits: end - start >= LEAST && end - start <= MOST }
}

/** What a run says: RFC 4648, sections 4 and 5. */
export const decodeRun = (bytes: Buffer, start: number, end: number) => Buffer.from(latin1(bytes, start, end), 'base64')
