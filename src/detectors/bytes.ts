/** Detectors have some hundred classes in common, which they name ten times each. */
const tables = new Map<string, Uint8Array>()

/** Tables of 256 bytes, one where a byte belongs, made from a class as regular expressions write it, without brackets. */
export function tableOf(set: string): Uint8Array {
  const made = tables.get(set)
  if (made !== undefined) return made
  const pattern = new RegExp(`[${set}]`)
  const table = Uint8Array.from({ length: 256 }, (_, byte) => (pattern.test(String.fromCharCode(byte)) ? 1 : 0))
  tables.set(set, table)
  return table
}

export const letterOrDigit = tableOf('A-Za-z0-9')
const hexadecimal = tableOf('0-9A-Fa-f')
const escapable = tableOf('nrtbf')

/** Whether a letter belongs to a backslash before it: the `n` of `\n`. */
export const isEscape = (bytes: Buffer, at: number) => bytes[at - 1] === 0x5c && escapable[bytes[at] ?? 0] === 1

/**
 * Whether a word may begin here: not in the middle of another, though after an escape (`\n`, `\u003d`, `%3D`), which
 * ends in letters and digits too.
 */
export function beginsWord(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1]
  if (before === undefined || letterOrDigit[before] === 0) return true
  const second = bytes[at - 2]
  if (second === 0x5c) return escapable[before] === 1
  if (hexadecimal[before] === 0 || second === undefined || hexadecimal[second] === 0) return false
  return bytes[at - 3] === 0x25 || (bytes[at - 5] === 0x75 && bytes[at - 6] === 0x5c)
}

/** Bytes as text, a character a byte. For what is ASCII anyway, or is only compared. */
export function latin1(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', Math.max(0, start), end)
}
