import type { Family, Value } from '../builtin.ts'
import { encode } from '../codec.ts'
import { ofStrings } from '../operands.ts'
import { areStrings, compareText, entriesOf, isArray, isObject, isSet, sorted } from '../value.ts'
import { escapePercent, isWellEscaped, unescapePercent } from './percent.ts'

/** The parameters that Go's url.ParseQuery takes. */
const MOST_PARAMETERS = 10_000

function escapeQuery(text: string): string {
  return escapePercent(text, /[^\w\-.~ ]+/g).replaceAll(' ', '+')
}

/** Undefined for an escape that isn't one. */
function unescapeQuery(text: string): string | undefined {
  return isWellEscaped(text) ? unescapePercent(text.replaceAll('+', ' ')) : undefined
}

/** Keys in order of their bytes, and each key's values in theirs. Source: Go's url.Values.Encode. */
function encodeObject(object: Value): string | undefined {
  const pairs: [string, string[]][] = []
  for (const [key, value] of entriesOf(object)) {
    const values = typeof value === 'string' ? [value] : isSet(value) ? sorted(value) : value
    if (!isArray(values) || !areStrings(values)) return undefined
    pairs.push([keyText(key), values])
  }
  return pairs
    .sort(([one], [other]) => compareText(one, other))
    .flatMap(([key, values]) => values.map((value) => `${escapeQuery(key)}=${escapeQuery(value)}`))
    .join('&')
}

function keyText(key: Value): string {
  if (typeof key === 'string') return key
  if (key !== null && typeof key === 'object') throw new Error('urlquery: such a key is not supported.')
  return encode(key, 'json')
}

/** Undefined for a semicolon, and an escape that isn't one. Source: Go's url.ParseQuery. */
function decodeObject(query: string): Value | undefined {
  const parts = query.split('&')
  if (parts.length > MOST_PARAMETERS || query.includes(';')) return undefined
  const values = new Map<string, string[]>()
  for (const part of parts.filter((each) => each !== '')) {
    const [rawKey = '', ...rest] = part.split('=')
    const [key, value] = [unescapeQuery(rawKey), unescapeQuery(rest.join('='))]
    if (key === undefined || value === undefined) return undefined
    const others = values.get(key)
    if (others === undefined) values.set(key, [value])
    else others.push(value)
  }
  return values
}

/** OPA's builtins of query strings. Source: v1/topdown/encoding.go. */
export const urlqueryFamily: Family = {
  'urlquery.encode': ofStrings((_, text) => escapeQuery(text!)),
  'urlquery.decode': ofStrings((_, text) => unescapeQuery(text!)),
  'urlquery.encode_object': {
    notation: 'rego',
    call: (_, object) => (isObject(object) ? encodeObject(object) : undefined),
  },
  'urlquery.decode_object': {
    notation: 'rego',
    call: (_, query) => (typeof query === 'string' ? decodeObject(query) : undefined),
  },
}
