import { unintelligible } from '../../core/errors.ts'
import type { Json } from '../../core/json.ts'

/** Deeper nesting than any API asks for. */
const MAX_DEPTH = 64

/**
 * A JSON text (RFC 8259) with one meaning only: UTF-8 without a byte order mark, and no object that has a name twice,
 * of which readers take the first or the last. With `folded`, names that differ in case alone count as one, and are
 * handed out in lower case: so Go's decoder takes them (encoding/json, "Unmarshal"). Throws ERR_UNINTELLIGIBLE.
 */
export function readJson(bytes: Buffer, { folded = false } = {}): Json {
  let text: string
  let value: Json
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    value = JSON.parse(text) as Json
  } catch {
    throw unintelligible('The body is not the JSON that it says it is.')
  }
  checkNames(text, folded ? foldName : (name) => name)
  return folded ? foldNames(value) : value
}

/** The one name that Go's decoder takes all of its spellings for: its folding goes by way of the upper case. */
function foldName(name: string): string {
  return name.toUpperCase().toLowerCase()
}

function foldNames(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return (value as readonly Json[]).map(foldNames)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [foldName(name), foldNames(member)]))
}

/** Walks through a text that is known to be JSON, and looks at nothing in it but its names. */
function checkNames(text: string, same: (name: string) => string): void {
  /** The names of each object that is open; null for a list. */
  const open: (Set<string> | null)[] = []
  let named = false
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        open.push(text[at] === '{' ? new Set() : null)
        named = text[at] === '{'
        if (open.length > MAX_DEPTH) throw unintelligible(`The body is nested deeper than ${MAX_DEPTH} levels.`)
        break
      case '}':
      case ']':
        open.pop()
        named = false
        break
      case ',':
        named = open.at(-1) instanceof Set
        break
      case '"': {
        const end = endOfString(text, at)
        if (named) addName(open.at(-1)!, same(JSON.parse(text.slice(at, end + 1)) as string))
        named = false
        at = end
        break
      }
      default:
    }
  }
}

function addName(names: Set<string>, name: string): void {
  if (names.has(name)) throw unintelligible(`The body has the name ${JSON.stringify(name)} twice in one object.`)
  names.add(name)
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end
  }
}
