import { type Core, inRun } from './base64.ts'
import { createPlace } from './place.ts'
import type { Shape } from './rule.ts'

/** The most characters that are decoded for one match. */
const MOST = 32_768
const FIRST = 96
/** How many bytes before a keyword are decoded with it, besides those that a match may have there. */
const BEFORE = 16

/** A match within base64, in characters of it. */
export interface Within {
  readonly start: number
  readonly end: number
  readonly value: Buffer
  /** Whether the rest of the base64 belongs to it. */
  readonly goesOn: boolean
}

/** Where a miss within base64 leaves nothing to be found up to. */
export interface Missed {
  readonly missed: number
}

const place = createPlace()

const isGroup = (bytes: Buffer, at: number) =>
  at >= 0 &&
  inRun[bytes[at]!] === 1 &&
  inRun[bytes[at + 1]!] === 1 &&
  inRun[bytes[at + 2]!] === 1 &&
  inRun[bytes[at + 3]!] === 1

/**
 * Whether a shape matches within the base64 in which the text that it goes by was found. Only what is around that is
 * decoded, as far as the shape looks. Null where more has to be seen.
 */
export function matchWithin(
  bytes: Buffer,
  final: boolean,
  shape: Shape,
  { core, lead, offset }: Core,
  at: number,
): Within | Missed | null {
  const missed = { missed: at }
  const after = at + core.length
  if (bytes.toString('latin1', at, after) !== core) return missed
  for (let index = at - lead; index < at; index++) if (index < 0 || inRun[bytes[index]!] === 0) return missed
  const groups = Math.ceil(((shape.before?.most ?? 0) + BEFORE) / 3)
  let first = at - lead
  for (let count = 0; count < groups && isGroup(bytes, first - 4); count++) first -= 4
  const begin = ((at - lead - first) / 4) * 3 + offset
  const keyword = shape.keywords[0]!.length
  let end = after
  for (let most = FIRST; ; most *= 2) {
    const limit = Math.min(bytes.length, after + most)
    while (end < limit && inRun[bytes[end]!] === 1) end++
    const whole = end < limit || (final && end === bytes.length)
    const decoded = Buffer.from(bytes.toString('latin1', first, end), 'base64')
    place.furthest = 0
    place.assignment.nameEnd = -1
    const matches = shape.match(decoded, begin, begin + keyword, place)
    const cut = !whole && place.furthest > decoded.length
    if (cut && most < MOST) {
      if (end === bytes.length) return null
      continue
    }
    if (!matches && !cut) return { missed: first + Math.floor((runEnd(decoded, begin, shape) * 4) / 3) }
    const start = first + Math.ceil(((matches ? place.start : begin) * 4) / 3)
    const value = Buffer.from(decoded.subarray(matches ? place.start : begin, matches ? place.end : undefined))
    if (cut || shape.body !== undefined) return { start, end, value, goesOn: true }
    return { start, end: Math.min(end, first + Math.ceil((place.end * 4) / 3)), value, goesOn: false }
  }
}

/** Up to where no match begins, of what was looked at. */
function runEnd(decoded: Buffer, begin: number, { run }: Shape): number {
  if (run === undefined) return begin
  let end = begin
  while (end < decoded.length && end < place.furthest && run[decoded[end]!] === 1) end++
  return end
}
