import { beginsWord, isEscape, letterOrDigit, tableOf } from './bytes.ts'
import { note, type Place } from './place.ts'
import type { Match, Shape } from './rule.ts'

/** The most bytes of a step that may be looked at again for each keyword within it. */
const LONG = 64

/** One step of a pattern: so many bytes of a set. */
interface Step {
  readonly set: string
  readonly table: Uint8Array
  readonly least: number
  readonly most: number
  /** The one byte of the set, where a pattern names it by itself. */
  readonly literal?: string
}

export interface Pattern {
  readonly steps: readonly Step[]
  /** From which step to which, exclusive, the secret itself goes. */
  readonly from: number
  readonly to: number
}

const inName = tableOf('\\w\\-')

const PART = /([()])|(?:\[((?:[^\]\\]|\\.)+)\]|\\([^A-Za-z0-9])|([^[\](){}*+?|^$.\\]))(?:\{(\d+)(?:,(\d+))?\})?/y

/**
 * Reads a pattern: the part of regular expressions in which nothing can go wrong. Literal characters and classes, each
 * with `{n}` or `{n,m}`, and one pair of parentheses around the secret where it isn't all of the match. Each step takes
 * as much as it may, and nothing is ever given back: so a match takes at most the sum of the steps.
 */
export function readPattern(source: string): Pattern {
  const steps: Step[] = []
  let from = 0
  let to: number | undefined
  PART.lastIndex = source.startsWith('^') ? 1 : 0
  while (PART.lastIndex < source.length) {
    const part = PART.exec(source)
    if (part === null) throw new TypeError(`No pattern: ${source}`)
    const [, parenthesis, set, escaped, plain, least = '1', most = least] = part
    if (parenthesis === '(') from = steps.length
    else if (parenthesis === ')') to = steps.length
    else {
      const literal = escaped ?? plain
      const members = set ?? `\\x${literal!.charCodeAt(0).toString(16).padStart(2, '0')}`
      const step = { set: members, table: tableOf(members), least: Number(least), most: Number(most) }
      steps.push(literal === undefined ? step : { ...step, literal })
    }
  }
  return { steps, from, to: to ?? steps.length }
}

const isIn = (table: Uint8Array, character: string) =>
  table[character.charCodeAt(0)] === 1 || table[character.toUpperCase().charCodeAt(0)] === 1

/** The text that a run of steps stands for, up to the first that leaves a choice. */
function literalOf(steps: readonly Step[]): string {
  const end = steps.findIndex(({ literal, least, most }) => literal === undefined || least !== most)
  return (end < 0 ? steps : steps.slice(0, end)).map(({ literal, least }) => literal!.repeat(least)).join('')
}

/**
 * Takes the steps of a pattern, each as far as it may go. Answers where they end, or -1, and says in `place` where the
 * secret lies.
 */
function follow(
  steps: readonly Step[],
  bytes: Buffer,
  at: number,
  limit: number,
  { from, to }: { readonly from: number; readonly to: number },
  place: Place,
): number {
  let next = at
  for (let index = 0; index < steps.length; index++) {
    const { table, least, most } = steps[index]!
    if (index === from) place.start = next
    if (index === to) place.end = next
    const first = next
    const furthest = Math.min(first + most, limit)
    while (next < furthest && table[bytes[next]!] === 1) next++
    if (next - first < least) {
      note(place, next)
      place.looked += next - at + 1
      return -1
    }
  }
  place.looked += next - at + 1
  note(place, next)
  if (to >= steps.length) place.end = next
  return next
}

/** Whether all of a range of bytes is as a pattern says. */
export function isWhole(
  { steps, from, to }: Pattern,
  bytes: Buffer,
  start: number,
  end: number,
  place: Place,
): boolean {
  return follow(steps, bytes, start, end, { from, to }, place) === end
}

/** Where a pattern ends that begins at a place, or -1, with nothing of the same kind behind it; and in `place` the secret. */
export function endOf({ steps, from, to }: Pattern, bytes: Buffer, at: number, place: Place): number {
  const end = follow(steps, bytes, at, bytes.length, { from, to }, place)
  return end < 0 || goesOn(steps, bytes, end) ? -1 : end
}

function goesOn(steps: readonly Step[], bytes: Buffer, end: number): boolean {
  return end < bytes.length && (steps.at(-1)!.table[bytes[end]!] === 1 || letterOrDigit[bytes[end]!] === 1)
}

/**
 * The shape of tokens that are told by a text at their beginning, or behind one class at their beginning. A match ends
 * where its last class does: a run that goes on is something else. Where the text is short or mere letters it has to
 * begin a word; where a pattern begins with `^` nothing of a name may be before it, neither a dash nor an underscore.
 */
export function token(source: string): Shape {
  const { steps, from, to } = readPattern(source)
  const head = steps[0]!.literal === undefined ? steps[0] : undefined
  const tail = head === undefined ? steps : steps.slice(1)
  const literal = literalOf(tail)
  const keyword = literal.toLowerCase()
  if (keyword.length < 3) throw new TypeError(`No keyword of three characters: ${source}`)
  const offset = steps.length - tail.length
  const word = head === undefined && (keyword.length < 4 || /^[a-z0-9]*$/.test(keyword))
  const first = source.startsWith('^')
  const match: Match = (bytes, at, _, place) => {
    let begin = at
    if (head !== undefined) {
      while (begin > 0 && at - begin <= head.most && head.table[bytes[begin - 1]!] === 1) begin--
      place.looked += at - begin
      if (isEscape(bytes, begin)) begin++
      if (at - begin < head.least || at - begin > head.most) return false
    }
    if (first && inName[bytes[begin - 1] ?? 0] === 1 && !isEscape(bytes, begin - 1)) return false
    if (word && !beginsWord(bytes, begin)) return false
    const end = follow(tail, bytes, at, bytes.length, { from: from - offset, to: to - offset }, place)
    if (end < 0 || goesOn(tail, bytes, end)) return false
    if (from < offset) place.start = begin
    return true
  }
  // Where the keyword itself may stand in a long step, a run full of keywords is looked at once.
  const around = steps.find(({ table, most }) => most > LONG && [...keyword].every((one) => isIn(table, one)))
  const before = head === undefined ? {} : { before: { table: head.table, most: head.most } }
  const shape = { keywords: [keyword.slice(0, 24)], literal, match, ...before }
  return around === undefined ? shape : { ...shape, run: around.table }
}

/** Several patterns that differ only in how they begin. */
export function tokens(beginnings: readonly string[], rest: string): Shape[] {
  return beginnings.map((beginning) => token(beginning + rest))
}
