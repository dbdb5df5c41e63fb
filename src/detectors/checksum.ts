import { crc32 } from 'node:zlib'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A CRC-32 as six digits of base 62, the form that GitHub describes in "Behind GitHub's new authentication token formats". */
export function checksumOf(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let at = 0; at < 6; at++) {
    digits = DIGITS[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

/** Whether a GitHub token of the form of 2021, 36 characters behind its prefix, ends in the checksum of the others. */
export function hasChecksum(token: string): boolean {
  return checksumOf(token.slice(4, -6)) === token.slice(-6)
}
