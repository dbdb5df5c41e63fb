/** Each byte's kind in JSON texts: 1 for white space (RFC 8259, section 2) and what separates texts (RFC 7464), 2 for what numbers and words are of. */
export const kindOf = new Uint8Array(256)
for (const byte of Buffer.from(' \t\r\n\x1e')) kindOf[byte] = 1
for (const byte of Buffer.from('0123456789+-.eEtrufalsn')) kindOf[byte] = 2

/** U+FEFF in UTF-8. */
export const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf]
