/** What stands for something else in bytes: where, how many bytes, and for which. */
export interface Written {
  readonly at: number
  /** None where more has to be seen. */
  readonly size: number
  readonly stands: Uint8Array
}

/** Finds the next of what is written otherwise, from a place on; null where there is nothing more. */
export type Decoder = (bytes: Buffer, from: number, final: boolean) => Written | null

const NOTHING = new Uint8Array(0)
const BACKSLASH = 0x5c
const PERCENT = 0x25

/** What a backslash and one character stand for (RFC 8259, section 7), by that character. */
const SHORT = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([character, stands]) => [character.charCodeAt(0), Uint8Array.of(stands.charCodeAt(0))],
  ),
)
const BYTES = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))

const DIGITS = new Int8Array(256).fill(-1)
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  DIGITS[digit.charCodeAt(0)] = value
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value
}

/** The number that so many hexadecimal digits make; -1 where they are none, -2 where more has to be seen. */
function hexadecimal(bytes: Buffer, at: number, digits: number): number {
  let value = 0
  for (let index = at; index < at + digits; index++) {
    const byte = bytes[index]
    if (byte === undefined) return -2
    if (DIGITS[byte] === -1) return -1
    value = value * 16 + DIGITS[byte]!
  }
  return value
}

/**
 * Escapes of JSON's strings and of addresses (RFC 3986, section 2.1).
 *
 * @param wide for text of wider units, in which a character beyond ASCII is one 0xff
 */
export function unescaped(wide: boolean): Decoder {
  const encode = (code: number) => {
    if (code < 0x80) return BYTES[code]!
    if (wide) return code > 0xffff ? Uint8Array.of(0xff, 0xff) : BYTES[0xff]!
    return Buffer.from(String.fromCodePoint(code))
  }

  function unicode(bytes: Buffer, at: number, final: boolean): Written | 'none' {
    const first = hexadecimal(bytes, at + 2, 4)
    if (first === -2 && !final) return { at, size: 0, stands: NOTHING }
    if (first < 0) return 'none'
    if (first < 0xd800 || first > 0xdbff) return { at, size: 6, stands: encode(first) }
    const [slash = BACKSLASH, letter = 0x75] = bytes.subarray(at + 6, at + 8)
    const second = slash === BACKSLASH && letter === 0x75 ? hexadecimal(bytes, at + 8, 4) : -1
    if (second === -2 && !final) return { at, size: 0, stands: NOTHING }
    if (second < 0xdc00 || second > 0xdfff) return { at, size: 6, stands: encode(first) }
    return { at, size: 12, stands: encode(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)) }
  }

  function afterBackslash(bytes: Buffer, at: number, final: boolean): Written | 'none' {
    const byte = bytes[at + 1]
    if (byte === undefined) return final ? 'none' : { at, size: 0, stands: NOTHING }
    if (byte === 0x75) return unicode(bytes, at, final)
    const stands = SHORT.get(byte)
    return stands === undefined ? 'none' : { at, size: 2, stands }
  }

  function afterPercent(bytes: Buffer, at: number, final: boolean): Written | 'none' {
    const value = hexadecimal(bytes, at + 1, 2)
    if (value === -2 && !final) return { at, size: 0, stands: NOTHING }
    return value < 0 ? 'none' : { at, size: 3, stands: BYTES[wide && value > 0x7f ? 0xff : value]! }
  }

  // Where the next of each is, in the bytes that were asked about last: most have none of one of them.
  let of: Buffer | undefined
  const next = { slash: -1, percent: -1 }

  return (bytes, from, final) => {
    if (of !== bytes) {
      of = bytes
      next.slash = -1
      next.percent = -1
    }
    for (let at = from; ; at++) {
      if (next.slash < at) next.slash = indexOf(bytes, BACKSLASH, at)
      if (next.percent < at) next.percent = indexOf(bytes, PERCENT, at)
      at = Math.min(next.slash, next.percent)
      if (at >= bytes.length) return null
      const written = next.slash === at ? afterBackslash(bytes, at, final) : afterPercent(bytes, at, final)
      if (written !== 'none') return written
    }
  }
}

function indexOf(bytes: Buffer, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from)
  return at < 0 ? bytes.length : at
}
