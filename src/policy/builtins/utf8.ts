const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as text. Throws an Error for what isn't UTF-8: OPA keeps such bytes in its strings, and a string here can't. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Error('A string that is not UTF-8 is not supported.')
  }
}

/** The number of characters, as Go counts runes: a surrogate pair is one. */
export function countCharacters(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) count -= 1
  }
  return count
}
