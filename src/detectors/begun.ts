import { runOn, untilEndMark, untilQuote } from './body.ts'
import { tableOf } from './bytes.ts'
import { note, type Place } from './place.ts'
import type { Shape } from './rule.ts'

/*
 * Shapes for masks: they match a secret's beginning, up to where it hardly is anything else, and a body says how far it
 * goes on. So nothing has to be held that is longer, and a token of tomorrow's length is hidden as well.
 */

/** Goes on over bytes of a table, at most so many. */
function skip(bytes: Buffer, from: number, table: Uint8Array, most: number, place: Place): number {
  const limit = from + most
  let at = from
  while (at < limit && at < bytes.length && table[bytes[at]!] === 1) at++
  if (at < limit) note(place, at)
  place.looked += at - from
  return at
}

/** Tokens by their first characters, and so many of a class behind them. */
export function begun(beginnings: readonly string[], set: string, least: number, rest = set): Shape[] {
  const table = tableOf(set)
  const body = runOn(tableOf(rest))
  return beginnings.map((literal) => ({
    keywords: [literal.toLowerCase()],
    literal,
    body,
    match(bytes, at, after, place) {
      if (bytes.toString('latin1', at, after) !== literal) return false
      place.start = at
      place.end = skip(bytes, after, table, least, place)
      return place.end - after === least
    },
  }))
}

const inSegment = tableOf('\\w\\-')
const LONGEST_SEGMENT = 1024

/** What begins like a JSON Web Token: two segments, or one so long that nobody waits for the other. */
export const begunJwt: Shape = {
  keywords: ['eyj'],
  literal: 'eyJ',
  run: inSegment,
  body: runOn(tableOf('\\w.\\-')),
  match(bytes, at, after, place) {
    if (bytes.toString('latin1', at, after) !== 'eyJ') return false
    place.start = at
    place.end = skip(bytes, after, inSegment, LONGEST_SEGMENT, place)
    if (place.end - after === LONGEST_SEGMENT) return true
    if (place.end - after < 10 || bytes[place.end] !== 0x2e) return false
    const second = skip(bytes, place.end + 1, inSegment, 2, place)
    const matches = second - place.end === 3
    place.end = second
    return matches
  },
}

const inLabel = tableOf('A-Z0-9 \\-')
const LABEL = /^-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/

/** A private key from its first line, whatever comes behind it. */
export const begunKey: Shape = {
  keywords: ['-----begin '],
  literal: '-----BEGIN ',
  body: untilEndMark,
  match(bytes, at, after, place) {
    const end = skip(bytes, after, inLabel, 90, place)
    const label = LABEL.exec(bytes.toString('latin1', at, end))
    place.start = at
    place.end = at + (label?.[0].length ?? 0)
    return label !== null
  },
}

const blank = tableOf(' \\t')
const backslash = tableOf('\\\\')
const anyQuote = tableOf('"\'')
const unquoted = tableOf('^\\s"\'`,;&<>\\\\{}()[\\]|')
const inUnquoted = runOn(unquoted)
const MASKED = '[masked:'
const LEAST = 6

function isText(bytes: Buffer, at: number, text: string, place: Place): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] === text.charCodeAt(index)) continue
    note(place, at + index)
    return false
  }
  return true
}

/** Behind `=`, `:`, `=>`, `:=`, `%3D` and blanks, or -1. */
function behindOperator(bytes: Buffer, at: number, place: Place): number {
  const quoted = skip(bytes, skip(bytes, at, backslash, 2, place), anyQuote, 1, place)
  const operator = skip(bytes, quoted, blank, 32, place)
  note(place, operator + 2)
  const [first, second, third] = bytes.subarray(operator, operator + 3)
  let next = -1
  if ((first === 0x3d || first === 0x3a) && second === (first === 0x3d ? 0x3e : 0x3d)) next = operator + 2
  else if (first === 0x3d || first === 0x3a) next = operator + 1
  else if (first === 0x25 && second === 0x33 && third !== undefined && /[ad]/i.test(String.fromCharCode(third)))
    next = operator + 3
  return next < 0 ? -1 : skip(bytes, next, blank, 32, place)
}

/** Where the first six characters of a quoted value end, what is escaped counting as one; -1 where it has fewer. */
function sixQuoted(bytes: Buffer, at: number, mark: number, place: Place): number {
  let next = at
  for (let count = 0; count < LEAST; count++) {
    const byte = bytes[next]
    const step = byte === 0x5c ? 2 : 1
    note(place, next + step - 1)
    const last = bytes[next + step - 1]
    if (byte === mark || last === undefined || last === 0x0a || last === 0x0d) return -1
    next += step
  }
  return next
}

/** What stands behind a name that says that it is a secret: six characters or more, whatever they are. */
export function begunValues(names: readonly string[]): Shape[] {
  const quoted = ['"', "'"].map(
    (mark): Shape => ({
      keywords: names,
      body: untilQuote(mark.charCodeAt(0)),
      match(bytes, _, after, place) {
        const opening = behindOperator(bytes, after, place)
        if (opening < 0) return false
        note(place, opening)
        if (bytes[opening] !== mark.charCodeAt(0) || isText(bytes, opening + 1, MASKED, place)) return false
        place.start = opening + 1
        place.end = sixQuoted(bytes, opening + 1, mark.charCodeAt(0), place)
        return place.end >= 0
      },
    }),
  )
  const bare: Shape = {
    keywords: names,
    body: inUnquoted,
    match(bytes, _, after, place) {
      const operand = behindOperator(bytes, after, place)
      if (operand < 0) return false
      const slashes = skip(bytes, operand, backslash, 3, place)
      const quotes = slashes > operand ? skip(bytes, slashes, anyQuote, 1, place) : slashes
      const start = quotes > slashes ? quotes : operand
      if (isText(bytes, start, MASKED, place) || bytes[start] === 0x24) return false
      place.start = start
      place.end = skip(bytes, start, unquoted, LEAST, place)
      return place.end - start === LEAST
    },
  }
  return [...quoted, bare]
}

const gap = tableOf('\\s"\':=>\\\\')
const inSecret = tableOf('A-Za-z0-9/+')

/** AWS's secret key behind its name: 40 characters. */
export const begunSecretKey: Shape = {
  keywords: ['aws_secret_access_key', 'aws_secret_key', 'secretaccesskey'],
  body: runOn(tableOf('A-Za-z0-9/+=')),
  match(bytes, _, after, place) {
    const start = skip(bytes, after, gap, 32, place)
    place.start = start
    place.end = skip(bytes, start, inSecret, 40, place)
    return start > after && place.end - start === 40
  },
}
