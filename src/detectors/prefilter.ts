import { createEndings } from './endings.ts'

/** What is looked for, and what is handed over where it is found. */
export interface Wanted<T> {
  readonly keyword: string
  readonly of: T
}

export interface Prefilter<T> {
  /**
   * Goes once over the bytes, and calls back at each keyword, in either case of its letters, with the place of its first
   * byte and of the one behind its last. Stops once the callback answers false.
   */
  readonly search: (bytes: Buffer, found: (of: T, at: number, after: number) => boolean) => void
  /**
   * The same for bytes that more may come behind, from where `spot` is, which moves on. Where the callback answers false
   * it stays there, to ask again. Answers before which byte there is no keyword left that it wasn't called with.
   */
  readonly goOn: (
    bytes: Buffer,
    spot: Spot,
    final: boolean,
    found: (of: T, at: number, after: number) => boolean,
  ) => number
}

/** How far a search has got: the next byte to look at, and which of the keywords there. */
export interface Spot {
  at: number
  index: number
}

/** Where a search begins. */
export const FIRST: Readonly<Spot> = { at: 3, index: 0 }

interface Entry<T> {
  readonly lower: Uint8Array
  /** From the keyword's first byte to the last of its four that are in the table. */
  readonly offset: number
  readonly of: T
}

const FREQUENT = 'etaoinsrhldcumfpgwybvkxjqz'
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte))

/** Where in a keyword the four bytes begin that are rarest in texts: letters are frequent, the more so the earlier listed. */
function rarest(keyword: string): number {
  const costs = [...keyword].map((character) => {
    const rank = FREQUENT.indexOf(character)
    return rank < 0 ? 2 : FREQUENT.length - rank
  })
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at + 4 <= keyword.length; at++) {
    const cost = costs.slice(at, at + 4).reduce((sum, one) => sum + one)
    if (cost < least) [best, least] = [at, cost]
  }
  return best
}

/**
 * Four bytes of each keyword in a bitmap, five bits a byte: letters lose their case, and what else shares the bits is told
 * apart by comparing. One look at the bitmap a byte, whatever the number of keywords.
 */
export function createPrefilter<T>(wanted: readonly Wanted<T>[]): Prefilter<T> {
  const bitmap = new Int32Array(1 << 15)
  const numbers = new Uint16Array(1 << 20)
  const buckets: Entry<T>[][] = [[]]
  for (const { keyword, of } of wanted) {
    const lower = Uint8Array.from(keyword, (character) => character.charCodeAt(0))
    if (lower.length < 3) throw new TypeError(`Too short for a keyword: ${keyword}`)
    const first = rarest(keyword)
    const entry = { lower, offset: first + 3, of }
    const three = ((lower[first]! & 31) << 10) | ((lower[first + 1]! & 31) << 5) | (lower[first + 2]! & 31)
    // A keyword of three bytes may have anything behind it.
    const fourths = lower.length === 3 ? Array.from({ length: 32 }, (_, five) => five) : [lower[first + 3]! & 31]
    for (const fourth of fourths) {
      bitmap[three] = bitmap[three]! | (1 << fourth)
      const place = (three << 5) | fourth
      if (numbers[place] === 0) numbers[place] = buckets.push([]) - 1
      buckets[numbers[place]!]!.push(entry)
    }
  }

  const endings = createEndings(
    wanted.map(({ keyword }) => keyword),
    3,
  )
  const longest = wanted.reduce((most, { keyword }) => Math.max(most, keyword.length), 0)

  /** Before which byte no keyword begins that is found at a place or behind it, all of it or as far as there are bytes. */
  function firstFrom(bytes: Buffer, from: number, before: number): number {
    let first = before
    for (let at = nextHit(bytes, from, bitmap); at >= 0 && at < before + longest; at = nextHit(bytes, at + 1, bitmap)) {
      for (const { lower, offset } of buckets[numbers[(threeBefore(bytes, at) << 5) | (bytes[at]! & 31)]!]!) {
        if (at - offset < first && beginsHere(bytes, at - offset, lower)) first = at - offset
      }
    }
    return first
  }

  return {
    goOn(bytes, spot, final, found) {
      const end = final ? bytes.length : endings.longest(bytes)
      let { index } = spot
      for (let at = nextHit(bytes, spot.at, bitmap); at >= 0; at = nextHit(bytes, at + 1, bitmap)) {
        const bucket = buckets[numbers[(threeBefore(bytes, at) << 5) | (bytes[at]! & 31)]!]!
        for (; index < bucket.length; index++) {
          const { lower, offset, of } = bucket[index]!
          const first = at - offset
          const after = first + lower.length
          const wait = after > bytes.length ? !final && beginsHere(bytes, first, lower) : undefined
          if (wait === false || (wait === undefined && (!isHere(bytes, first, lower) || found(of, first, after))))
            continue
          spot.at = at
          spot.index = index
          return firstFrom(bytes, at, Math.min(first, end))
        }
        index = 0
      }
      spot.at = Math.max(spot.at, bytes.length)
      spot.index = 0
      return end
    },
    search(bytes, found) {
      for (let at = nextHit(bytes, 3, bitmap); at >= 0; at = nextHit(bytes, at + 1, bitmap)) {
        const bucket = buckets[numbers[(threeBefore(bytes, at) << 5) | (bytes[at]! & 31)]!]!
        for (let index = 0; index < bucket.length; index++) {
          const { lower, offset, of } = bucket[index]!
          const first = at - offset
          if (isHere(bytes, first, lower) && !found(of, first, first + lower.length)) return
        }
      }
    },
  }
}

const threeBefore = (bytes: Buffer, at: number) =>
  ((bytes[at - 3]! & 31) << 10) | ((bytes[at - 2]! & 31) << 5) | (bytes[at - 1]! & 31)

/** The next place at which four bytes of the bitmap end, or -1. By itself, so that it stays as fast as it is. */
function nextHit(bytes: Buffer, from: number, bitmap: Int32Array): number {
  const length = bytes.length
  if (from >= length) return -1
  let three = threeBefore(bytes, from)
  for (let at = from; at < length; at++) {
    const five = bytes[at]! & 31
    if ((bitmap[three]! & (1 << five)) !== 0) return at
    three = ((three << 5) | five) & 0x7fff
  }
  return -1
}

/** Whether a keyword is at a place, as far as there are bytes. */
function beginsHere(bytes: Buffer, first: number, lower: Uint8Array): boolean {
  if (first < 0) return false
  for (let index = 0; index < lower.length && first + index < bytes.length; index++) {
    if (FOLDED[bytes[first + index]!] !== lower[index]) return false
  }
  return true
}

function isHere(bytes: Buffer, first: number, lower: Uint8Array): boolean {
  if (first < 0 || first + lower.length > bytes.length) return false
  for (let index = 0; index < lower.length; index++) {
    if (FOLDED[bytes[first + index]!] !== lower[index]) return false
  }
  return true
}
