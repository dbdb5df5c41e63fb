const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte))
const FACTOR = 0x01000193

/** Finds the beginnings of keywords that are at the end of bytes. */
export interface Endings {
  /** Where the longest begins that isn't all of its keyword, or is too short to be found yet; else the end. */
  longest(bytes: Buffer): number
  /** Calls back with where each of them begins. */
  each(bytes: Buffer, found: (at: number) => void): void
}

/**
 * @param keywords in lower case; found in either
 * @param least bytes of a keyword that aren't enough to find it
 */
export function createEndings(keywords: readonly string[], least: number): Endings {
  const beginnings = new Set<number>()
  let most = 0
  for (const keyword of keywords) {
    const sizes = Math.max(Math.min(least, keyword.length), keyword.length - 1)
    most = Math.max(most, sizes)
    for (let size = 1; size <= sizes; size++) beginnings.add(hashOf(keyword, size))
  }

  function each(bytes: Buffer, found: (at: number) => void): void {
    const limit = Math.max(0, bytes.length - most)
    let hash = 0
    for (let at = bytes.length - 1; at >= limit; at--) {
      hash = Math.imul(hash ^ FOLDED[bytes[at]!]!, FACTOR)
      if (beginnings.has(hash)) found(at)
    }
  }

  return {
    each,
    longest(bytes) {
      let longest = bytes.length
      each(bytes, (at) => {
        longest = at
      })
      return longest
    },
  }
}

/** From the last byte to the first. Two that share a hash make that a little more is held back, and nothing else. */
function hashOf(text: string, size: number): number {
  let hash = 0
  for (let at = size - 1; at >= 0; at--) hash = Math.imul(hash ^ text.charCodeAt(at), FACTOR)
  return hash
}
