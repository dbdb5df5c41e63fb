import type { Spend } from '../builtin.ts'

/** A character class as ranges of code points; null is any character. */
type Class = readonly (readonly [number, number])[] | null

interface Token {
  readonly kind: 'character' | 'any' | 'set'
  readonly class: Class
  flag: '' | '+' | '*'
}

/**
 * Whether some text matches both of two patterns of characters, `.`, `[a-z]`, `+` and `*`; null if one isn't valid.
 * Follows the algorithm that OPA takes, its false negatives included. Source: github.com/yashtewari/glob-intersection.
 */
export function globsIntersect(spend: Spend, one: string, other: string): boolean | null {
  const [first, second] = [tokensOf(one), tokensOf(other)]
  if (first === null || second === null) return null
  const trimmed = trim(simplify(first), simplify(second))
  return trimmed !== null && new Intersection(spend).plain(...trimmed)
}

/** Null for what isn't a pattern. */
function tokensOf(text: string): Token[] | null {
  const characters = [...text]
  const tokens: Token[] = []
  for (let index = 0; index < characters.length; ) {
    const token = tokenAt(characters, index)
    if (token === null) return null
    index = token.next
    const flag = characters[index]
    const flagged = flag === '+' || flag === '*'
    if (flagged) index += 1
    // The backslash that follows is read ahead, and must be followed itself.
    else if (flag === '\\' && index === characters.length - 1) return null
    tokens.push({ kind: token.kind, class: token.class, flag: flagged ? flag : '' })
  }
  return tokens
}

function tokenAt(
  characters: readonly string[],
  index: number,
): { kind: Token['kind']; class: Class; next: number } | null {
  const character = characters[index]!
  if (character === '\\') {
    const escaped = characters[index + 1]
    return escaped === undefined ? null : { kind: 'character', class: single(escaped), next: index + 2 }
  }
  if (character === '.') return { kind: 'any', class: null, next: index + 1 }
  if (character === '[') return setAt(characters, index + 1)
  if (character === ']' || character === '+' || character === '*') return null
  return { kind: 'character', class: single(character), next: index + 1 }
}

function single(character: string): [[number, number]] {
  const point = character.codePointAt(0)!
  return [[point, point]]
}

function setAt(characters: readonly string[], start: number): { kind: 'set'; class: Class; next: number } | null {
  const ranges: [number, number][] = []
  let previous: number | null = null
  for (let index = start; index < characters.length; ) {
    const read = readOne(characters, index)
    if (read === null) return null
    index = read.next
    if (!read.escaped && read.character === ']') return { kind: 'set', class: ranges, next: index }
    if (read.escaped || read.character !== '-') {
      ranges.push(...single(read.character))
      previous = read.character.codePointAt(0)!
      continue
    }
    if (previous === null || index >= characters.length - 1) return null
    const high = readOne(characters, index)
    if (high === null || (!high.escaped && (high.character === ']' || high.character === '-'))) return null
    const last = high.character.codePointAt(0)!
    if (last < previous) return null
    ranges.push([previous, last])
    previous = null
    index = high.next
  }
  return null
}

function readOne(
  characters: readonly string[],
  index: number,
): { character: string; escaped: boolean; next: number } | null {
  const character = characters[index]!
  if (character !== '\\') return { character, escaped: false, next: index + 1 }
  const escaped = characters[index + 1]
  return escaped === undefined ? null : { character: escaped, escaped: true, next: index + 2 }
}

/** Repeated tokens that say the same are one. */
function simplify(tokens: readonly Token[]): Token[] {
  const simple: Token[] = []
  for (const token of tokens) {
    const latest = simple.at(-1)
    if (latest !== undefined && token.flag !== '' && latest.flag !== '' && sameClass(token, latest)) {
      latest.flag = token.flag === '+' || latest.flag === '+' ? '+' : '*'
    } else simple.push({ ...token })
  }
  return simple
}

function sameClass(one: Token, other: Token): boolean {
  return one.kind === other.kind && JSON.stringify(merged(one.class)) === JSON.stringify(merged(other.class))
}

function merged(ranges: Class): Class {
  if (ranges === null) return null
  const united: [number, number][] = []
  for (const [low, high] of [...ranges].sort(([one], [other]) => one - other)) {
    const last = united.at(-1)
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high)
    else united.push([low, high])
  }
  return united
}

/** A set meets any character even where it is empty. */
function meets(one: Token, other: Token): boolean {
  if (one.class === null || other.class === null) return true
  const others = other.class
  return one.class.some(([low, high]) => others.some(([otherLow, otherHigh]) => low <= otherHigh && otherLow <= high))
}

/** Takes what is the same at both ends away, all but one token each; null where it isn't the same. */
function trim(one: readonly Token[], other: readonly Token[]): [readonly Token[], readonly Token[]] | null {
  const isPlain = (token: Token | undefined) => token !== undefined && token.flag === ''
  let start = 0
  for (; isPlain(one[start]) && isPlain(other[start]); start += 1) {
    if (!meets(one[start]!, other[start]!)) return null
  }
  if (start > 0) start -= 1
  let [end, otherEnd] = [one.length - 1, other.length - 1]
  for (; end >= start && otherEnd >= start; end -= 1, otherEnd -= 1) {
    if (!isPlain(one[end]) || !isPlain(other[otherEnd])) break
    if (!meets(one[end]!, other[otherEnd]!)) return null
  }
  if (end < one.length - 1) {
    end += 1
    otherEnd += 1
  }
  return [one.slice(start, end + 1), other.slice(start, otherEnd + 1)]
}

type Tokens = readonly Token[]

/** It may go back and forth exponentially often: each comparison is charged. */
class Intersection {
  readonly #spend: Spend

  constructor(spend: Spend) {
    this.#spend = spend
  }

  plain(one: Tokens, other: Tokens): boolean {
    for (let index = 0; index < one.length && index < other.length; index += 1) {
      const [first, second] = [one[index]!, other[index]!]
      if (first.flag !== '' || second.flag !== '') return this.#repeated(one.slice(index), other.slice(index))
      if (!this.#meets(first, second)) return false
    }
    return one.length === other.length
  }

  #repeated(one: Tokens, other: Tokens): boolean {
    const [first, second] = one[0]!.flag === '' ? [other, one] : [one, other]
    return first[0]!.flag === '+' ? this.#plus(first, second) : this.#star(first, second)
  }

  #plus(repeated: Tokens, other: Tokens): boolean {
    if (!this.#meets(repeated[0]!, other[0]!)) return false
    if (this.#star(repeated, other.slice(1))) return true
    return other[0]!.flag !== '' && this.plain(repeated.slice(1), other)
  }

  #star([starred, ...rest]: Tokens, other: Tokens): boolean {
    const next = rest[0]
    for (const [index, token] of other.entries()) {
      if (next !== undefined && this.#meets(token, next) && this.plain(rest, other.slice(index))) return true
      if (!this.#meets(token, starred!)) return false
    }
    return next === undefined
  }

  #meets(one: Token, other: Token): boolean {
    this.#spend(32 + (one.class?.length ?? 0) * (other.class?.length ?? 0))
    return meets(one, other)
  }
}
