import { isEscape, tableOf } from './bytes.ts'
import { type Assignment, note, type Place } from './place.ts'

const LONGEST_NAME = 40
const LONGEST_GAP = 40
/** The longest value that is taken for a secret. */
export const LONGEST_VALUE = 300

const inName = tableOf('A-Za-z0-9_\\-')
const beforeName = tableOf('A-Za-z0-9_.\\-')
const closing = tableOf('"\'`\\]\\\\')
/** Visible ASCII: a text with spaces is no secret that a name alone could tell. */
const inValue = tableOf('\\x21-\\x7e')
const quote = tableOf('"\'`')
const blank = tableOf(' \\t')
const space = tableOf(' \\t\\r\\n')
const stringPrefix = tableOf('bBfFrRuUL@$')
const bareEnd = tableOf('\\s"\'`,;&<>(){}\\[\\]|\\\\\\x00')
const opensMore = tableOf('({\\[')
const inType = tableOf("A-Za-z0-9_&<>?:\\[\\]. '")

const inAccessors = tableOf('a-z; ')

const EQUALS = 0x3d
const COLON = 0x3a
const GREATER = 0x3e
const COMMA = 0x2c
const BACKSLASH = 0x5c
const NEWLINE = 0x0a
const DASH = 0x2d

/** Behind the last byte that was looked at for the assignment at hand. */
let reached = 0

function reach(index: number): void {
  if (index >= reached) reached = index + 1
}

/** Goes on over bytes of a table, at most so many. */
function skip(bytes: Buffer, from: number, table: Uint8Array, most: number): number {
  const limit = Math.min(from + most, bytes.length)
  let at = from
  while (at < limit && table[bytes[at]!] === 1) at++
  reach(at)
  return at
}

function isText(bytes: Buffer, at: number, lower: string): boolean {
  for (let index = 0; index < lower.length; index++) {
    reach(at + index)
    if (((bytes[at + index] ?? 0) | 0x20) !== lower.charCodeAt(index)) return false
  }
  return true
}

/**
 * The value of the name that a keyword is in: what comes behind `=`, `:`, `=>` and their like in the languages that
 * people write secrets in, in an XML element, as an argument, or in the `value` of a pair. The steps are bounded, and
 * none is taken back.
 */
export function readAssignment(bytes: Buffer, at: number, after: number, place: Place): boolean {
  const { assignment } = place
  reached = 0
  const nameEnd = skip(bytes, after, inName, LONGEST_NAME)
  place.looked += nameEnd - after + 4
  if (nameEnd === assignment.nameEnd) {
    note(place, assignment.reached - 1)
    return assignment.found
  }
  assignment.nameEnd = nameEnd
  assignment.furthest = nameEnd
  assignment.plausible = {}
  assignment.found = readValue(bytes, at, nameEnd, assignment)
  place.looked += assignment.furthest - nameEnd
  assignment.reached = reached
  note(place, reached - 1)
  if (!assignment.found) return false
  let nameStart = at
  while (at - nameStart < LONGEST_NAME && nameStart > 0 && beforeName[bytes[nameStart - 1]!] === 1) nameStart--
  place.looked += at - nameStart
  if (nameStart < at && isEscape(bytes, nameStart)) nameStart++
  assignment.nameStart = nameStart
  return true
}

function readValue(bytes: Buffer, at: number, nameEnd: number, assignment: Assignment): boolean {
  let next = skip(bytes, nameEnd, closing, 4)
  const closed = next > nameEnd
  if (!closed && bytes[next] === 0x5b) next = skip(bytes, next + 1, inName, 6) + 1
  const gap = next
  next = skip(bytes, next, blank, LONGEST_GAP)
  const operator = bytes[next]
  reach(next + 2)
  if (operator === undefined) return false
  if (operator === EQUALS || operator === COLON) return afterOperator(bytes, next, closed, assignment)
  if (operator === GREATER)
    return bytes[next - 1] === DASH ? quotedOnly(bytes, next + 1, assignment) : element(bytes, next, assignment)
  if (operator === COMMA)
    return closed && (pair(bytes, next + 1, assignment) || quotedOnly(bytes, next + 1, assignment))
  if (operator === 0x28) return !closed && quotedOnly(bytes, next + 1, assignment)
  if (operator === 0x21) return bytes[next + 1] === EQUALS && afterOperator(bytes, next + 1, closed, assignment)
  if (operator === 0x3c && bytes[next + 1] === 0x2f) return propertyList(bytes, next, assignment)
  if (operator === 0x7b) return accessors(bytes, next, assignment)
  if (operator === 0x29 && closed) return fallback(bytes, next + 1, assignment)
  // `%3D` and `%3A` in addresses.
  if (operator === 0x25 && bytes[next + 1] === 0x33 && isText(bytes, next + 2, bytes[next + 2] === 0x41 ? 'a' : 'd'))
    return value(bytes, next + 3, assignment)
  if (operator === NEWLINE || operator === 0x0d) return pair(bytes, next, assignment)
  if (fallback(bytes, next, assignment)) return true
  if (next === gap) return false
  if (closed) return pair(bytes, next, assignment)
  if (quote[operator] === 1) return quotedOnly(bytes, next, assignment)
  return argument(bytes, at, next, assignment)
}

/** Behind `=`, `:`, `=>`, `:=`, `==`; or behind a type that stands between a name's colon and its `=`. */
function afterOperator(bytes: Buffer, at: number, closed: boolean, assignment: Assignment): boolean {
  let next = at + 1
  reach(at + 3)
  if (bytes[at] === COLON && bytes[next] === COLON) return false
  while (next < at + 3 && (bytes[next] === EQUALS || bytes[next] === GREATER)) next++
  if (bytes[at] === COLON && next === at + 1 && !closed) {
    const typed = skip(bytes, next, inType, 32)
    reach(typed + 1)
    if (bytes[typed] === EQUALS && bytes[typed + 1] !== EQUALS && bytes[typed + 1] !== GREATER)
      return value(bytes, typed + 1, assignment)
  }
  return value(bytes, next, assignment)
}

/** The `<string>` behind a `<key>` of a property list. */
function propertyList(bytes: Buffer, at: number, assignment: Assignment): boolean {
  if (!isText(bytes, at + 2, 'key>')) return false
  const next = skip(bytes, at + 6, space, LONGEST_GAP)
  return bytes[next] === 0x3c && isText(bytes, next + 1, 'string>') && element(bytes, next + 7, assignment)
}

/** The value behind the accessors of a C# property: `{ get; set; } = "…"`. */
function accessors(bytes: Buffer, at: number, assignment: Assignment): boolean {
  const end = skip(bytes, at + 1, inAccessors, 40)
  if (bytes[end] !== 0x7d || !isText(bytes, skip(bytes, at + 1, blank, 4), 'get;')) return false
  const next = skip(bytes, end + 1, blank, 4)
  return bytes[next] === EQUALS && quotedOnly(bytes, next + 1, assignment)
}

/** `||`, `??`, `?:`, `?=`, `<-`, `or`: what stands in where a name has no value, or another way to give it one. */
function fallback(bytes: Buffer, at: number, assignment: Assignment): boolean {
  const next = skip(bytes, at, blank, 4)
  reach(next + 2)
  const first = bytes[next]
  const second = bytes[next + 1]
  if (first === 0x3f && second === EQUALS) return value(bytes, next + 2, assignment)
  if (first === 0x3c && second === DASH) return quotedOnly(bytes, next + 2, assignment)
  const stands =
    (first === 0x7c && second === 0x7c) ||
    (first === 0x3f && (second === 0x3f || second === COLON)) ||
    isText(bytes, next, 'or ')
  if (!stands) return false
  return quotedOnly(bytes, bytes[next + 2] === EQUALS ? next + 3 : next + 2, assignment)
}

function element(bytes: Buffer, at: number, assignment: Assignment): boolean {
  return bare(bytes, skip(bytes, at + 1, space, LONGEST_GAP), assignment) && bytes[assignment.end] === 0x3c
}

/** `"name": "X", "value": "…"`, `key="X" value="…"`, and the same as YAML on the next line. */
function pair(bytes: Buffer, at: number, assignment: Assignment): boolean {
  let next = skip(bytes, skip(bytes, at, space, LONGEST_GAP), closing, 2)
  if (!isText(bytes, next, 'value')) return false
  next = skip(bytes, skip(bytes, next + 5, closing, 2), blank, 4)
  if (bytes[next] !== EQUALS && bytes[next] !== COLON) return false
  return value(bytes, next + 1, assignment)
}

/** The argument of an option or a directive: `--password x`, `ENV TOKEN x`, and a line that is `password x`. */
function argument(bytes: Buffer, at: number, next: number, assignment: Assignment): boolean {
  let start = at
  while (at - start < LONGEST_NAME && start > 0 && inName[bytes[start - 1]!] === 1) start--
  const option = bytes[start] === DASH
  let before = start
  while (start - before < 4 && before > 0 && blank[bytes[before - 1]!] === 1) before--
  // A line of .netrc.
  const first = (before === 0 || bytes[before - 1] === NEWLINE) && isText(bytes, start, 'password ')
  const directive = before < start && (isText(bytes, before - 3, 'env') || isText(bytes, before - 3, 'arg'))
  if (!option && !first && !directive) return false
  if (!bare(bytes, next, assignment)) return false
  const end = bytes[skip(bytes, assignment.end, blank, 4)]
  return option || directive || end === undefined || end === NEWLINE || end === 0x0d
}

function value(bytes: Buffer, at: number, assignment: Assignment): boolean {
  const next = skip(bytes, at, blank, LONGEST_GAP)
  return quotedOnly(bytes, next, assignment) || bare(bytes, block(bytes, next), assignment)
}

/** Where the text of a YAML block scalar (`>-`, `|`) begins, or else the same place. */
function block(bytes: Buffer, at: number): number {
  if (bytes[at] !== GREATER && bytes[at] !== 0x7c) return at
  const next = bytes[at + 1] === DASH ? at + 2 : at + 1
  reach(next)
  const indented = skip(bytes, next, space, LONGEST_GAP)
  return bytes[next] === NEWLINE && indented > next + 1 ? indented : at
}

/** A value within quotes and without blanks, on the next line too; where the quotes are escaped, it ends at the next backslash. */
function quotedOnly(bytes: Buffer, at: number, assignment: Assignment): boolean {
  let next = skip(bytes, skip(bytes, at, space, LONGEST_GAP), stringPrefix, 2)
  const escaped = bytes[next] === BACKSLASH
  while (bytes[next] === BACKSLASH && next < at + LONGEST_GAP + 6) next++
  reach(next)
  const mark = bytes[next]
  if (mark === undefined || quote[mark] === 0) return false
  const start = next + 1
  const limit = Math.min(bytes.length, start + LONGEST_VALUE + 1)
  let end = start
  for (; end < limit; end++) {
    const byte = bytes[end]!
    if (inValue[byte] === 0 || byte === mark || (escaped && byte === BACKSLASH)) break
    if (byte === BACKSLASH) end++
  }
  assignment.furthest = Math.max(assignment.furthest, end)
  reach(end)
  if (end >= limit || inValue[bytes[end]!] === 0) return false
  assignment.start = start
  assignment.end = end
  assignment.quoting = 'quoted'
  return true
}

function bare(bytes: Buffer, at: number, assignment: Assignment): boolean {
  const limit = Math.min(bytes.length, at + LONGEST_VALUE + 1)
  let end = at
  while (end < limit && bareEnd[bytes[end]!] === 0) end++
  assignment.furthest = Math.max(assignment.furthest, end)
  reach(end)
  if (end === at || end - at > LONGEST_VALUE || opensMore[bytes[end] ?? 0] === 1) return false
  assignment.start = at
  assignment.end = end
  assignment.quoting = 'bare'
  return true
}
