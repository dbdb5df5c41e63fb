/** A token's claims, as they came. */
export interface Claims {
  readonly [claim: string]: unknown
}

/** What a mapping asks of claims: for each named one, patterns of which one must match. */
export interface ClaimPatterns {
  readonly [claim: string]: readonly string[]
}

/**
 * A claim by its name; by JSON Pointer (RFC 6901) where the name begins with a slash, for claims within claims:
 * `/kubernetes.io/namespace`. Undefined where there is none.
 */
export function claimOf(claims: Claims, name: string): unknown {
  if (!name.startsWith('/')) return Object.hasOwn(claims, name) ? claims[name] : undefined
  return name
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, part) => (isMap(at) && Object.hasOwn(at, part) ? at[part] : undefined), claims)
}

/** The same as text; empty where it is no text. */
export function textOf(claims: Claims, name: string): string {
  const value = claimOf(claims, name)
  return typeof value === 'string' ? value : ''
}

function isMap(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for text that a database keeps as it is, so that no two that differ become the same. */
export function isKept(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** Characters of a value that a message repeats. */
const LONGEST = 100

/** A claim for a message: its name in quotes, and its value where that is short and can be printed. */
export function quoted(claims: Claims, name: string): string {
  const value = claimOf(claims, name)
  if (value === undefined) return `"${name}" (missing)`
  const text = typeof value === 'object' ? '' : String(value)
  return isPrintable(text) ? `"${name}" (${text})` : `"${name}"`
}

/** True for short text that does nothing to whatever prints it. */
export function isPrintable(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(text) && text.length <= LONGEST
}
