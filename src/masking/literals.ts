/** Bytes by which a text is looked up. */
const GRAM = 4
/**
 * Bits for each gram in a table of what may be one, so that few others seem to be: the smaller the table, the sooner it is
 * looked up. Tables have so many bits as a power of two: at least as many as a cache line, at most as a cache.
 */
const SPARSE = 256
const FEWEST = 9
const MOST = 22
/** From this length on, texts are looked for at every few bytes only. */
const LONG = 8
const MOST_STRIDE = 5

export interface Search {
  /** Tells the longest text at each place from one on, and perhaps one that it begins with. Answers before which index there is none that wasn't told. */
  look(bytes: Buffer, from: number, final: boolean, found: (start: number, end: number) => void): number
}

/** Texts with the same gram at the same distance from their beginning. */
interface Group {
  readonly offset: number
  readonly sorted: string[]
  longest: number
}

/**
 * Looks for exact texts: a text of `n` bytes has one of its first `n - 3` grams at every `n - 3`rd byte, so only so many
 * have to be looked at, and a table of bits tells nearly all of them apart from others.
 *
 * @param texts strings of characters that are bytes, each once, none empty
 */
export function createSearch(texts: readonly string[]): Search {
  const sorted = texts.toSorted()
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0)
  const long = sorted.filter(({ length }) => length >= LONG)
  const least = long.reduce((fewest, { length }) => Math.min(fewest, length), Number.POSITIVE_INFINITY)
  const tables = [
    tableOf(long, Math.min(MOST_STRIDE, least - GRAM + 1)),
    tableOf(
      sorted.filter(({ length }) => length < LONG && length >= GRAM),
      1,
    ),
  ].filter((table) => table !== null)
  const short = new Set(texts.filter(({ length }) => length < GRAM))
  const shortFirst = new Uint8Array(256)
  for (const text of short) shortFirst[text.charCodeAt(0)] = 1
  const begins = createBits(texts.length)
  const beginnings = new Set<string>()
  const firsts = new Uint8Array(256)
  for (const text of texts) {
    firsts[text.charCodeAt(0)] = 1
    if (text.length >= GRAM) setBit(begins, hashOf(text))
    for (let size = 1; size < Math.min(GRAM, text.length); size++) beginnings.add(text.slice(0, size))
  }

  /** Where the longest beginning of a text begins that is at the end, and not all of it. */
  function unfinished(bytes: Buffer, from: number): number {
    for (let at = Math.max(from, bytes.length - longest + 1); at < bytes.length; at++) {
      if (firsts[bytes[at]!] === 0) continue
      if (bytes.length - at < GRAM) {
        if (beginnings.has(bytes.toString('latin1', at))) return at
      } else if (hasBit(begins, hashAt(bytes, at))) {
        const rest = bytes.toString('latin1', at)
        if (sorted[placeIn(sorted, rest)]?.startsWith(rest) === true) return at
      }
    }
    return bytes.length
  }

  return {
    look(bytes, from, final, found) {
      const end = final ? bytes.length : unfinished(bytes, from)
      for (const table of tables) search(table, bytes, from, end, found)
      if (short.size > 0) {
        for (let at = from; at < end; at++) {
          if (shortFirst[bytes[at]!] === 0) continue
          for (let size = GRAM - 1; size > 0; size--) {
            if (at + size > bytes.length || !short.has(bytes.toString('latin1', at, at + size))) continue
            found(at, at + size)
            break
          }
        }
      }
      return end
    },
  }
}

interface Table {
  readonly stride: number
  readonly bits: Bits
  readonly groups: ReadonlyMap<number, readonly Group[]>
}

/** @param texts sorted */
function tableOf(texts: readonly string[], stride: number): Table | null {
  if (texts.length === 0) return null
  const bits = createBits(texts.length * stride)
  const groups = new Map<number, Group[]>()
  for (const text of texts) {
    for (let offset = 0; offset < stride; offset++) {
      const gram = spread(wordOf(text, offset))
      setBit(bits, gram)
      const same = groups.get(gram) ?? []
      if (same.length === 0) groups.set(gram, same)
      let group = same.find((one) => one.offset === offset)
      if (group === undefined) {
        group = { offset, sorted: [], longest: 0 }
        same.push(group)
      }
      group.sorted.push(text)
      group.longest = Math.max(group.longest, text.length)
    }
  }
  return { stride, bits, groups }
}

/** Tells the texts of a table that begin in a range. Which bytes are looked at is all the same. */
function search(
  { stride, bits, groups }: Table,
  bytes: Buffer,
  from: number,
  end: number,
  found: (start: number, end: number) => void,
): void {
  const limit = Math.min(end + stride - 1, bytes.length - GRAM + 1)
  for (
    let at = nextHit(bytes, from, limit, stride, bits);
    at >= 0;
    at = nextHit(bytes, at + stride, limit, stride, bits)
  ) {
    for (const { offset, sorted, longest } of groups.get(hashAt(bytes, at)) ?? []) {
      const start = at - offset
      if (start < from || start >= end) continue
      const text = longestOf(sorted, bytes.toString('latin1', start, start + longest))
      if (text !== undefined) found(start, start + text.length)
    }
  }
}

/** The next byte of those looked at where a gram of the table may be, or -1. By itself, so that it stays as fast as it is. */
function nextHit(bytes: Buffer, from: number, limit: number, stride: number, { words, shift }: Bits): number {
  for (let at = from; at < limit; at += stride) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    const place = Math.imul(word, 0x9e3779b1) >>> shift
    if ((words[place >>> 5]! & (1 << (place & 31))) !== 0) return at
  }
  return -1
}

const wordAt = (bytes: Buffer, at: number) =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
const wordOf = (text: string, at: number) =>
  text.charCodeAt(at) |
  (text.charCodeAt(at + 1) << 8) |
  (text.charCodeAt(at + 2) << 16) |
  (text.charCodeAt(at + 3) << 24)
const spread = (word: number) => Math.imul(word, 0x9e3779b1) >>> 0
const hashAt = (bytes: Buffer, at: number) => spread(wordAt(bytes, at))
const hashOf = (text: string) => spread(wordOf(text, 0))

/** A set of hashes that may seem to have others as well: a bit each, by their first bits. */
interface Bits {
  readonly words: Int32Array
  readonly shift: number
}

/** @param count of hashes */
function createBits(count: number): Bits {
  const size = Math.min(MOST, Math.max(FEWEST, Math.ceil(Math.log2(count * SPARSE + 1))))
  return { words: new Int32Array(2 ** size / 32), shift: 32 - size }
}

const setBit = ({ words, shift }: Bits, hash: number) => {
  const place = hash >>> shift
  words[place >>> 5]! |= 1 << (place & 31)
}
const hasBit = ({ words, shift }: Bits, hash: number) => {
  const place = hash >>> shift
  return (words[place >>> 5]! & (1 << (place & 31))) !== 0
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
  for (let rest = text; rest.length >= GRAM; ) {
    const before = sorted[placeIn(sorted, rest) - 1]
    if (before === undefined || rest.startsWith(before)) return before
    // What the text begins with, the one between begins with as well.
    let common = 0
    while (before[common] === rest[common]) common++
    rest = rest.slice(0, common)
  }
  return undefined
}
