import { isFolded } from '../detectors/base64.ts'
import type { Decoder } from './unescaped.ts'

const NOTHING = new Uint8Array(0)
/** A longer indentation is none of base64's. */
const MOST_BLANKS = 39
const NEWLINE = 0x0a

const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09

/** Takes the line breaks out of folded base64 (RFC 2045, section 6.8), and the indentation behind them. */
export const unfold: Decoder = (bytes, from, final) => {
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    const start = bytes[at - 1] === 0x0d && at - 1 >= from ? at - 1 : at
    if (!isFolded(bytes, 0, start)) continue
    let next = at + 1
    while (next - at <= MOST_BLANKS && isBlank(bytes[next])) next++
    if (next === bytes.length && !final && next - at <= MOST_BLANKS) return { at: start, size: 0, stands: NOTHING }
    return { at: start, size: next - start, stands: NOTHING }
  }
  // The end of a line is the beginning of a break.
  if (!final && bytes[bytes.length - 1] === 0x0d && bytes.length > from && isFolded(bytes, 0, bytes.length - 1)) {
    return { at: bytes.length - 1, size: 0, stands: NOTHING }
  }
  return null
}
