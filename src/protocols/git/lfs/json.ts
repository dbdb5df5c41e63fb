import { unintelligible } from '../../../core/errors.ts'
import type { Json } from '../../../core/json.ts'

/** A JSON object as it came. */
export type Fields = { readonly [name: string]: Json }

/**
 * A request's JSON object. Throws ERR_UNINTELLIGIBLE for what is none, and for one that servers could read in two ways:
 * with a name twice in any object of it, or, as some don't look at the case of letters, twice but for that.
 */
export function readObject(bytes: Buffer): Fields {
  let value: Json
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    value = JSON.parse(text) as Json
  } catch {
    throw unintelligible("The body of Git LFS's request is not JSON.")
  }
  if (!isObject(value)) throw unintelligible("The body of Git LFS's request is no JSON object.")
  // A name that stands twice is in the text twice, and in the value once.
  const names = text.match(STRINGS)?.filter((string) => string.endsWith(':')).length ?? 0
  if (names !== namesOf(value)) throw unintelligible("The body of Git LFS's request has a name twice.")
  return value
}

/** Every string of a JSON text, and with it the colon that makes it a name. */
const STRINGS = /"(?:[^"\\]|\\.)*"(?:[ \t\r\n]*:)?/g

export function isObject(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Deeper than any request of LFS goes. */
const DEEPEST = 10

/** How many names its objects have, those counted once that differ in nothing but the case of their letters. */
function namesOf(value: Json, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth === DEEPEST) throw unintelligible("The body of Git LFS's request is nested too deep.")
  const inside = Object.values(value).reduce((sum: number, member) => sum + namesOf(member, depth + 1), 0)
  return Array.isArray(value) ? inside : inside + new Set(Object.keys(value).map((name) => name.toLowerCase())).size
}

/** A field that this request has to have in lower case, or not at all. Throws ERR_UNINTELLIGIBLE for `Operation`. */
export function field(fields: Fields, name: string): Json | undefined {
  const found = Object.keys(fields).find((it) => it.toLowerCase() === name)
  if (found !== undefined && found !== name) {
    throw unintelligible(`Git LFS knows the name "${name}", and some servers take "${found}" for it.`)
  }
  return fields[name]
}
