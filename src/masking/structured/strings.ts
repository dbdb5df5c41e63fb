import { unmaskable } from './stream.ts'

const BACKSLASH = 0x5c

/** What a string of JSON says, from its bytes between the quotes. Throws ERR_UNMASKABLE for escapes that JSON hasn't. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at++) {
    if (bytes[at]! > 0x7f || bytes[at] === BACKSLASH) return plain(bytes.subarray(start, end)).toString()
  }
  return bytes.toString('latin1', start, end)
}

/** The same, as bytes. */
export function plain(text: Buffer): Buffer {
  return text.includes(BACKSLASH) ? Buffer.from(unescaped(text)) : text
}

/** Up to where a string's beginning can be read by itself: no escape, pair of surrogates or character is cut. */
export function wholeUpTo(text: Buffer): number {
  let at = 0
  let cut = 0
  while (at < text.length) {
    cut = at
    if (text[at] !== BACKSLASH) at++
    else if (text[at + 1] !== 0x75) at += 2
    else at += /^\\u[dD][89abAB]/.test(text.toString('latin1', at, at + 4)) || at + 4 > text.length ? 12 : 6
  }
  while (cut > 0 && (text[cut]! & 0xc0) === 0x80) cut--
  return cut
}

function unescaped(text: Buffer): string {
  try {
    return JSON.parse(`"${text}"`)
  } catch {
    throw unmaskable('it is not JSON')
  }
}
