import { isFolded } from '../detectors/base64.ts'

const [LINE_FEED, RETURN, SPACE, TAB] = [0x0a, 0x0d, 0x20, 0x09]

/** Bytes without the line breaks of folded base64 (RFC 2045, section 6.8), and the indentation behind them; null where there are none. */
export function unfolded(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = []
  let from = 0
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    const end = bytes[at - 1] === RETURN ? at - 1 : at
    if (!isFolded(bytes, from, end)) continue
    parts.push(bytes.subarray(from, end))
    from = at + 1
    while (bytes[from] === SPACE || bytes[from] === TAB) from++
  }
  return parts.length === 0 ? null : Buffer.concat([...parts, bytes.subarray(from)])
}
