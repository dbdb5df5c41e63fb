import type { Spend, Value } from '../builtin.ts'
import { isNumeric, textOf } from '../numeral.ts'
import { compareText, entriesOf, isArray, isSet, sorted } from '../value.ts'

/** What is put before each line but the first, and how much further in each level goes; null for a single line. */
export interface Indent {
  readonly prefix: string
  readonly step: string
}

const ESCAPES: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** A string as Go's encoding/json writes it: safe within HTML. */
function writeText(text: string): string {
  const escaped = text.replace(
    /["\\\x00-\x1f<>&\u2028\u2029]/g,
    (character) => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${escaped}"`
}

/** A value as Go's json.Marshal and json.MarshalIndent write what OPA makes of it. Source: OPA's v1/ast/term.go. */
export function writeJson(spend: Spend, value: Value, indent: Indent | null, depth = 0): string {
  if (typeof value === 'string') return writeText(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isNumeric(value)) return textOf(value)
  const listed = isSet(value) ? sorted(value) : value
  const [open, close] = isArray(listed) ? '[]' : '{}'
  const inner = (member: Value) => writeJson(spend, member, indent, depth + 1)
  const members = isArray(listed)
    ? listed.map(inner)
    : keyed(spend, listed).map(([key, member]) => `${writeText(key)}:${indent === null ? '' : ' '}${inner(member)}`)
  if (members.length === 0) return `${open}${close}`
  if (indent === null) return `${open}${members.join()}${close}`
  spend((members.length + 1) * (indent.prefix.length + indent.step.length * (depth + 1)))
  const line = (level: number) => `\n${indent.prefix}${indent.step.repeat(level)}`
  return `${open}${members.map((member) => line(depth + 1) + member).join()}${line(depth)}${close}`
}

/** A key that isn't a string is the text of its JSON. Throws an Error where two keys so become one. */
function keyed(spend: Spend, object: Value): [string, Value][] {
  const entries = entriesOf(object).map(([key, value]): [string, Value] => [
    typeof key === 'string' ? key : writeJson(spend, key, null),
    value,
  ])
  if (new Set(entries.map(([key]) => key)).size < entries.length)
    throw new Error('Keys alike in JSON are not supported.')
  return entries.sort(([one], [other]) => compareText(one, other))
}
