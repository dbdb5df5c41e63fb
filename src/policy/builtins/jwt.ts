import type { Family, Value } from './builtin.ts'
import { readJson } from './json/read.ts'
import { textOfBytes } from './utf8.ts'
import { isObject } from './value.ts'

/** Padding may be left out. Undefined for another text. Throws an Error for line ends, which Go leaves out. */
function bytesOf(text: string): Buffer | undefined {
  if (/[\r\n]/.test(text)) throw new Error('io.jwt.decode: a line end is not supported.')
  const valid = text.endsWith('=')
    ? /^(?:[\w-]{4})*(?:[\w-]{2}==|[\w-]{3}=)$/.test(text)
    : /^[\w-]*$/.test(text) && text.length % 4 !== 1
  return valid ? Buffer.from(text, 'base64url') : undefined
}

function objectOf(bytes: Buffer): ReadonlyMap<Value, Value> | undefined {
  const value = readJson(textOfBytes(bytes))
  return isObject(value) ? value : undefined
}

function withoutQuotes(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && `"'`.includes(text[start]!)) start += 1
  while (start < end && `"'`.includes(text[end - 1]!)) end -= 1
  return text.slice(start, end)
}

/** Header, payload and hexadecimal signature of a JWS in compact form, unverified; a token within, if the header says so. */
function decodeToken(token: string): Value | undefined {
  const parts = token.split('.')
  const [header, payload, signature] = parts.map(bytesOf)
  if (parts.length !== 3 || header === undefined || payload === undefined) return undefined
  const head = objectOf(header)
  if (head === undefined || head.has('enc')) return undefined
  const content = head.get('cty')
  if (content !== undefined && typeof content !== 'string')
    throw new Error('io.jwt.decode: such a cty is not supported.')
  if (content === 'JWT') return decodeToken(withoutQuotes(textOfBytes(payload)))
  const claims = objectOf(payload)
  return claims === undefined || signature === undefined ? undefined : [head, claims, signature.toString('hex')]
}

/** OPA's builtin of JSON Web Tokens that needs no key. Source: v1/topdown/tokens.go. */
export const jwtFamily: Family = {
  'io.jwt.decode': {
    notation: 'rego',
    call: (_, token) => (typeof token === 'string' ? decodeToken(token) : undefined),
  },
}
