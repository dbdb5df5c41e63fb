import { unintelligible } from '../core/errors.ts'

/** A request target's path and query (RFC 9112, section 3.2.1), in the one form that is both judged and forwarded. */
export interface Target {
  readonly path: string
  /** With its question mark, or empty. */
  readonly query: string
}

/** As the client spells it. Looked at before anything is decoded: or else `%2%45` would become an escape that nobody sent. */
const ESCAPED = /^(?:[^%]|%[0-9A-Fa-f]{2})*$/
const PATH = /^(?:\/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})*)+$/
/** UTF-8 in more bytes than it takes (RFC 3629, section 3), in which lenient decoders find dots and slashes. */
const OVERLONG = /%C[01]%[89AB]|%E0%[89]|%F0%8/
const QUERY = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@/?[\]|{}^`"\\<>-]|%[0-9A-Fa-f]{2})*$/

/**
 * Normalises a target as RFC 3986, section 6.2.2, allows: hex digits in upper case, unreserved characters decoded.
 * What an upstream might read in a second way is refused, not repaired: absolute form, dot segments in any spelling,
 * double slashes, backslashes, double encoding, control characters.
 */
export function normaliseTarget(raw: string): Target {
  if (!raw.startsWith('/'))
    throw unintelligible('The request target is not a path.', 'Send the path alone, with a Host header.')
  const mark = raw.indexOf('?')
  const given = mark < 0 ? raw : raw.slice(0, mark)
  const path = given.replace(/%[0-9a-fA-F]{2}/g, decodeUnreserved)
  const query = mark < 0 ? '' : raw.slice(mark + 1)
  if (!ESCAPED.test(given) || !PATH.test(path))
    throw unintelligible('The path holds characters that a path must escape.')
  if (path.includes('//')) throw unintelligible('The path holds two slashes in a row, which servers read differently.')
  if (!QUERY.test(query)) throw unintelligible('The query holds characters that a query must escape.')
  for (const segment of path.split(/\/|%2F|%5C/)) {
    // Some servers cut a segment at a semicolon, or drop blanks from its end.
    if (/^\.{1,2}(?:(?:%20)*$|;|%3B)/.test(segment))
      throw unintelligible('The path holds a dot segment, which could mean another path.')
  }
  if (/%5C|%25(?:2E|2F|5C|25)|%[01][0-9A-F]|%7F/i.test(path) || OVERLONG.test(path)) {
    throw unintelligible(
      'The path holds an escaped backslash, control character or escape, which servers read differently.',
    )
  }
  return { path, query: mark < 0 ? '' : `?${query}` }
}

function decodeUnreserved(triplet: string): string {
  const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16))
  return /[A-Za-z0-9._~-]/.test(character) ? character : triplet.toUpperCase()
}
