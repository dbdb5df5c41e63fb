import type { Plan } from './scanner.ts'

/** Characters of a string by which it is looked up: a shorter one by all that it has. */
const KEY = 4
/** Places in the table of what may begin a string. A power of two. */
const PLACES = 2 ** 18

/**
 * Looks for exact strings, thousands as quickly as one: a regular expression of as many takes seconds to compile, and
 * each credential that is opened makes for another.
 *
 * @param literals strings of characters that are bytes, none of them empty
 */
export function planOfExact(literals: readonly string[]): Plan {
  const byKey = new Map<string, string[]>()
  const begun = new Uint8Array(PLACES)
  const beginShort = new Uint8Array(256)
  const beginnings = new Set<string>()
  for (const literal of literals) {
    const key = literal.slice(0, KEY)
    const same = byKey.get(key)
    if (same !== undefined) {
      same.push(literal)
      continue
    }
    byKey.set(key, [literal])
    for (let size = 1; size < key.length; size++) beginnings.add(key.slice(0, size))
    if (key.length === KEY) begun[placeOf(key, 0)] = 1
    else beginShort[key.charCodeAt(0)] = 1
  }
  const shortSizes = [...new Set([...byKey.keys()].map(({ length }) => length))]
    .filter((size) => size < KEY)
    .sort((one, other) => other - one)
  for (const same of byKey.values()) same.sort()

  const shortAt = (text: string, at: number): string | undefined =>
    beginShort[text.charCodeAt(at)] === 1
      ? shortSizes.map((size) => text.slice(at, at + size)).find((key) => byKey.has(key))
      : undefined
  const longAt = (text: string, at: number): readonly string[] => byKey.get(text.slice(at, at + KEY)) ?? []
  const foundFrom = (text: string, from: number): number => {
    for (let at = from; at < text.length; at++) {
      if (shortAt(text, at) !== undefined) return at
      if (at + KEY <= text.length && begun[placeOf(text, at)] === 1 && longAt(text, at).length > 0) return at
    }
    return -1
  }
  const longest = literals.reduce((most, { length }) => Math.max(most, length), 0)
  const matchAt = (text: string, at: number): string | undefined =>
    longestOf(longAt(text, at), text.slice(at, at + longest)) ?? shortAt(text, at)
  /** Whether none that is longer than what is there may yet turn out to be meant. */
  const decidedAt = (text: string, at: number): boolean => {
    const rest = text.slice(at)
    const same = longAt(text, at)
    return same[placeIn(same, rest)]?.startsWith(rest) !== true
  }

  const credential = {
    name: 'credential',
    pattern: {
      lastIndex: 0,
      exec(text: string) {
        const match = matchAt(text, this.lastIndex)
        return match === undefined ? null : [match]
      },
    },
    longest: longest - 1,
    outside: {
      lastIndex: 0,
      test(text: string) {
        return decidedAt(text, this.lastIndex)
      },
    },
    body: /(?:)/y,
  }
  return {
    anyHint: {
      lastIndex: 0,
      exec(text: string) {
        const index = foundFrom(text, this.lastIndex)
        return index === -1 ? null : { index }
      },
    },
    overhang(text) {
      for (let size = Math.min(KEY - 1, text.length); size > 0; size--) {
        if (beginnings.has(text.slice(text.length - size))) return size
      }
      return 0
    },
    candidates: [{ detector: credential, begins: { lastIndex: 0, test: () => true } }],
  }
}

/** How many of a sorted list come before a text, or are the text. */
function placeIn(sorted: readonly string[], text: string): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (sorted[middle]! <= text) from = middle + 1
    else to = middle
  }
  return from
}

/** The longest of a sorted list that a text begins with. Thousands may have a long beginning in common. */
function longestOf(sorted: readonly string[], text: string): string | undefined {
  for (let rest = text; rest.length >= KEY; ) {
    const before = sorted[placeIn(sorted, rest) - 1]
    if (before === undefined || rest.startsWith(before)) return before
    // What the text begins with, the one between begins with as well.
    let common = 0
    while (before[common] === rest[common]) common++
    rest = rest.slice(0, common)
  }
  return undefined
}

function placeOf(text: string, at: number): number {
  const word =
    text.charCodeAt(at) |
    (text.charCodeAt(at + 1) << 8) |
    (text.charCodeAt(at + 2) << 16) |
    (text.charCodeAt(at + 3) << 24)
  return Math.imul(word, 0x9e3779b1) >>> 14
}
