/** A number as it is written: 1.0 and 1 are two. */
class Lexeme {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source: string }) => unknown

/**
 * JSON text as OPA hashes it: keys in the order of their bytes, no white space, numbers as they are written, `<`, `>` and
 * `&` as they are, U+2028 and U+2029 escaped; of a key that is there twice, the last. Throws an Error for what is no
 * JSON, and for half a surrogate pair, which OPA would take for another character. Source: OPA's `bundle.HashFile`.
 */
export function canonicalJson(text: string): string {
  const keepNumbers: Reviver = (_key, value, { source }) => (typeof value === 'number' ? new Lexeme(source) : value)
  // TypeScript's library doesn't know the third argument yet (ECMA-262, "JSON.parse source text access").
  return write(JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown))
}

function write(value: unknown): string {
  if (value instanceof Lexeme) return value.text
  if (typeof value === 'string') return writeText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  const members = Object.entries(value)
    .map(([name, member]) => ({ name, member, bytes: Buffer.from(name) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
  return `{${members.map(({ name, member }) => `${writeText(name)}:${write(member)}`).join(',')}}`
}

function writeText(text: string): string {
  if (!text.isWellFormed()) throw new Error('It holds half a surrogate pair, which is no character.')
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
