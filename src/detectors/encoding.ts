/** How the characters of a text lie in its bytes. */
export interface Encoding {
  /** Bytes a character. */
  readonly width: 1 | 2
  /** Where the text begins, behind a byte-order mark. */
  readonly offset: number
  /** Of a character's two bytes, the one that holds ASCII. */
  readonly low: 0 | 1
}

export const PLAIN: Encoding = { width: 1, offset: 0, low: 0 }

const LOOKED_AT = 512

/** UTF-16 by its byte-order mark, or where nearly every other byte at the beginning is zero; anything else as it is. */
export function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { width: 2, offset: 2, low: 0 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { width: 2, offset: 2, low: 1 }
  const pairs = Math.min(bytes.length, LOOKED_AT) >> 1
  if (pairs < 16) return PLAIN
  const zeros = [0, 0]
  for (let at = 0; at < pairs * 2; at++) if (bytes[at] === 0) zeros[at & 1]!++
  const most = pairs * 0.9
  const fewest = pairs * 0.1
  if (zeros[1]! >= most && zeros[0]! <= fewest) return { width: 2, offset: 0, low: 0 }
  if (zeros[0]! >= most && zeros[1]! <= fewest) return { width: 2, offset: 0, low: 1 }
  return PLAIN
}

/** UTF-16 as a byte a character: ASCII as it is, all else as a byte that no secret contains. */
export function narrow(bytes: Buffer, { offset, low }: Encoding): Buffer {
  const narrowed = Buffer.alloc((bytes.length - offset) >> 1)
  for (let at = 0; at < narrowed.length; at++) {
    const first = bytes[offset + 2 * at + low]!
    narrowed[at] = bytes[offset + 2 * at + (1 - low)] === 0 && first < 0x80 ? first : 0xff
  }
  return narrowed
}
