/** JSON text that jsonb takes: it refuses U+0000 and lone surrogates, and one bad row would fail a whole commit. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return text
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'string') return plainText(member)
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member
    return Object.fromEntries(Object.entries(member).map(([name, value]) => [plainText(name), value]))
  })
}

/** Text that a text column takes: the same two kinds of character become U+FFFD. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd')
}

/**
 * An id that came from outside, fit to be cast to uuid. What is no UUID becomes the nil UUID, which names no row:
 * comparing as text instead would leave the index unused.
 */
export function uuidText(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id) ? id : NIL
}

/** RFC 9562, section 5.9. */
const NIL = '00000000-0000-0000-0000-000000000000'
