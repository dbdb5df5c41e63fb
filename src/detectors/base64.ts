import { latin1, tableOf } from './bytes.ts'

const LEAST = 24
const MOST = 4096

const inRun = tableOf('A-Za-z0-9+/_\\-')
const inText = tableOf('\\x20-\\x7e\\t\\r\\n')

/** What a base64 character is worth, of either alphabet (RFC 4648, sections 4 and 5). */
const WORTH = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte).replace('-', '+').replace('_', '/')
  return Math.max(0, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(character))
})

/**
 * Each run of 24 to 4,096 base64 characters that begins as a text would, decoded. A look at every 24th byte finds the
 * runs, and the first six bytes of each tell texts from all else.
 */
export function decodeRuns(bytes: Buffer, found: (decoded: Buffer, start: number, end: number) => boolean): void {
  const length = bytes.length
  let at = LEAST - 1
  while (at < length) {
    let start = at
    const furthest = at - LEAST
    while (start > furthest && start >= 0 && inRun[bytes[start]!] === 1) start--
    if (start > furthest) {
      at = start + LEAST
      continue
    }
    start++
    let end = at + 1
    while (end < length && inRun[bytes[end]!] === 1) end++
    if (end - start <= MOST && beginsAsText(bytes, start)) {
      while (end < length && bytes[end] === 0x3d) end++
      const decoded = Buffer.from(latin1(bytes, start, end), 'base64')
      if (!found(decoded, start, end)) return
    }
    at = end + LEAST
  }
}

function beginsAsText(bytes: Buffer, at: number): boolean {
  for (let four = at; four < at + 8; four += 4) {
    const bits =
      (WORTH[bytes[four]!]! << 18) |
      (WORTH[bytes[four + 1]!]! << 12) |
      (WORTH[bytes[four + 2]!]! << 6) |
      WORTH[bytes[four + 3]!]!
    if (inText[bits >>> 16] === 0 || inText[(bits >>> 8) & 255] === 0 || inText[bits & 255] === 0) return false
  }
  return true
}
