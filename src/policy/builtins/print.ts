import type { Value } from './builtin.ts'
import { isNumeric, textOf } from './numeral.ts'
import { quote } from './quote.ts'
import { isArray, isSet, sorted, sortedEntries } from './value.ts'

/** A value as OPA prints it: Go's quotes, sets and keys in OPA's order. Source: v1/ast/term.go. */
export function print(value: Value): string {
  if (typeof value === 'string') return quote(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isNumeric(value)) return textOf(value)
  if (isArray(value)) return `[${value.map(print).join(', ')}]`
  if (isSet(value)) return value.size === 0 ? 'set()' : `{${sorted(value).map(print).join(', ')}}`
  const entries = sortedEntries(value).map(([key, member]) => `${print(key)}: ${print(member)}`)
  return `{${entries.join(', ')}}`
}
