import type { Decoder } from './unescaped.ts'

const NOTHING = new Uint8Array(0)
/** The fewest characters of base64 in a line that is folded: MIME takes 76, PEM 64, and some APIs 60. */
const LEAST = 40
const NEWLINE = 0x0a

const inBase64 = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9+/_-]/.test(String.fromCharCode(byte)) ? 1 : 0,
)
const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09

/** Whether the line before a place ends in that much base64. */
function isFolded(bytes: Buffer, end: number): boolean {
  if (end < LEAST) return false
  for (let at = end - 1; at >= end - LEAST; at--) if (inBase64[bytes[at]!] === 0) return false
  return true
}

/** Takes the line breaks out of folded base64 (RFC 2045, section 6.8), and the indentation behind them. */
export const unfold: Decoder = (bytes, from, final) => {
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    const start = bytes[at - 1] === 0x0d && at - 1 >= from ? at - 1 : at
    if (!isFolded(bytes, start)) continue
    let next = at + 1
    // A long indentation is none of base64's.
    while (next - at < LEAST && isBlank(bytes[next])) next++
    if (next === bytes.length && !final && next - at < LEAST) return { at: start, size: 0, stands: NOTHING }
    return { at: start, size: next - start, stands: NOTHING }
  }
  // The end of a line is the beginning of a break.
  if (!final && bytes[bytes.length - 1] === 0x0d && bytes.length > from && isFolded(bytes, bytes.length - 1)) {
    return { at: bytes.length - 1, size: 0, stands: NOTHING }
  }
  return null
}
