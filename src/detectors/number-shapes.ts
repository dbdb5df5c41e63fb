import { letterOrDigit, tableOf } from './bytes.ts'
import { note, type Place } from './place.ts'
import type { Shape } from './rule.ts'

const digit = tableOf('0-9')
const capital = tableOf('A-Z')
const alphanumeric = tableOf('A-Z0-9')

/** Nothing that a number may be a part of: no letter, digit or underscore, and no dot or dash with a digit next to it. */
function isApart(bytes: Buffer, at: number, step: 1 | -1, place: Place): boolean {
  if (step > 0) note(place, at + 1)
  const byte = bytes[at]
  if (byte === undefined) return true
  if (letterOrDigit[byte] === 1 || byte === 0x5f) return false
  const joint = byte === 0x2d || byte === 0x2e || byte === 0x2f || byte === 0x3a
  return !joint || digit[bytes[at + step] ?? 0] === 0
}

/**
 * A number in groups of so many digits, with one separator between all of them or with none; or one run of digits, of as
 * many as there are in one of the groupings.
 */
export function grouped(groupings: readonly (readonly number[])[], separators: string, bare: boolean): Shape {
  const separator = tableOf(separators)
  const totals = new Set(groupings.map((sizes) => sizes.reduce((sum, size) => sum + size)))
  const longest = Math.max(...totals)
  return {
    keywords: [],
    starts: digit,
    startsWith: { lengths: [...groupings.map(([first]) => first!), ...(bare ? totals : [])] },
    match(bytes, at, _, place) {
      if (!isApart(bytes, at - 1, -1, place)) return false
      let first = at
      while (first < bytes.length && first - at <= longest && digit[bytes[first]!] === 1) first++
      note(place, first)
      place.looked += first - at
      place.start = at
      if (bare && totals.has(first - at)) {
        place.end = first
        return isApart(bytes, first, 1, place)
      }
      const joint = bytes[first]
      if (joint === undefined || separator[joint] === 0) return false
      return groupings.some((sizes) => {
        if (sizes[0] !== first - at) return false
        const end = follow(bytes, first, sizes, joint, separators, place)
        place.end = end
        if (end < 0 || !isApart(bytes, end, 1, place)) return false
        note(place, end + 1)
        return bytes[end] !== joint || digit[bytes[end + 1] ?? 0] === 0
      })
    },
  }
}

/** Where the groups behind the first end, or -1. */
function follow(
  bytes: Buffer,
  from: number,
  sizes: readonly number[],
  joint: number,
  separators: string,
  place: Place,
): number {
  // A CPF has dots, and then a dash.
  const mixed = separators.startsWith('.') && separators.length > 1
  let next = from
  for (const [index, size] of sizes.entries()) {
    if (index === 0) continue
    const wanted = mixed && index === sizes.length - 1 ? 0x2d : joint
    note(place, next)
    if (bytes[next] !== wanted) return -1
    next++
    const end = next + size
    while (next < end && digit[bytes[next] ?? 0] === 1) next++
    note(place, next)
    place.looked += size
    if (next < end) return -1
  }
  return next
}

/** Capitals, then digits and whatever a pattern says, all of it one word: the pattern decides, to its last character. */
export function lettered(before: number, digits: number, pattern: RegExp, length: number): Shape {
  return {
    keywords: [],
    starts: digit,
    startsWith: { lengths: [digits], ...(before === 0 ? {} : { behind: capital }) },
    before: { table: capital, most: before },
    match(bytes, at, _, place) {
      const start = at - before
      for (let index = start; index < at; index++) if (index < 0 || capital[bytes[index]!] === 0) return false
      if (!isApart(bytes, start - 1, -1, place)) return false
      let end = at
      while (end < bytes.length && end < start + length && alphanumeric[bytes[end]!] === 1) end++
      note(place, end)
      place.looked += end - start
      place.start = start
      place.end = end
      return (
        end === start + length && pattern.test(bytes.toString('latin1', start, end)) && isApart(bytes, end, 1, place)
      )
    },
  }
}

const gap = tableOf('\\s"\'=:.#\\-()>\\\\')

/** A run of so many digits close behind its name. */
export function behindName(names: readonly string[], length: number): Shape {
  return {
    keywords: names,
    match(bytes, _, after, place) {
      let start = after
      while (start < after + 16 && start < bytes.length && gap[bytes[start]!] === 1) start++
      note(place, start)
      let end = start
      while (end <= start + length && end < bytes.length && digit[bytes[end]!] === 1) end++
      note(place, end)
      place.looked += end - after
      place.start = start
      place.end = end
      return start > after && end - start === length && isApart(bytes, end, 1, place)
    },
  }
}

/** Country codes of ISO 13616's registry, and how long their IBANs are. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 ' +
    'FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 ' +
    'LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ' +
    'ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** An IBAN (ISO 13616-1): as one word, or in groups of four. */
export const iban: Shape = {
  keywords: [],
  starts: digit,
  startsWith: { behind: capital },
  before: { table: capital, most: 2 },
  match(bytes, at, _, place) {
    const start = at - 2
    const length = start < 0 ? undefined : IBAN_LENGTHS.get(bytes.toString('latin1', start, at))
    if (length === undefined || !isApart(bytes, start - 1, -1, place)) return false
    const spaced = bytes[at + 2] === 0x20
    note(place, at + 2)
    let next = start
    for (let count = 0; count < length; count++) {
      if (spaced && count > 0 && count % 4 === 0) {
        if (bytes[next] !== 0x20) {
          note(place, next)
          return false
        }
        next++
      }
      note(place, next)
      if (alphanumeric[bytes[next] ?? 0] === 0) return false
      next++
    }
    place.looked += next - start
    place.start = start
    place.end = next
    return isApart(bytes, next, 1, place)
  },
}

const phoneJoint = tableOf(' .\\-/()')

/** A telephone number as E.164 has it, behind `+`: up to 15 digits, with what people put between them. */
export const phone: Shape = {
  keywords: [],
  starts: tableOf('+'),
  match(bytes, at, _, place) {
    const before = bytes[at - 1]
    if (before !== undefined && (letterOrDigit[before] === 1 || before === 0x2b)) return false
    let digits = 0
    let joints = 0
    let next = at + 1
    let end = next
    while (next < bytes.length && digits <= 15) {
      if (digit[bytes[next]!] === 1) {
        digits++
        joints = 0
        end = next + 1
      } else if (phoneJoint[bytes[next]!] === 0 || ++joints > 2 || digits === 0) break
      next++
    }
    note(place, next)
    place.looked += next - at
    place.start = at
    place.end = end
    return digits >= 8 && digits <= 15 && isApart(bytes, end, 1, place)
  },
}
