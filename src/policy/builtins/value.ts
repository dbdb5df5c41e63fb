import type { Value } from './builtin.ts'
import { canonicalNumber, compareNumeric, isNumeric } from './numeral.ts'

/** OPA's order of kinds: null, boolean, number, string, array, object, set. */
function rank(value: Value): number {
  if (value === null) return 0
  if (typeof value === 'boolean') return 1
  if (isNumeric(value)) return 2
  if (typeof value === 'string') return 3
  if (Array.isArray(value)) return 4
  return value instanceof Set ? 6 : 5
}

/** An object's entries, of either notation. */
export function entriesOf(value: Value): [Value, Value][] {
  return value instanceof Map ? [...value] : Object.entries(value as { [key: string]: Value })
}

export function isObject(value: Value | undefined): value is ReadonlyMap<Value, Value> {
  return value instanceof Map
}

export function isArray(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

export function isSet(value: Value | undefined): value is ReadonlySet<Value> {
  return value instanceof Set
}

export function areStrings(values: readonly Value[]): values is string[] {
  return values.every((value) => typeof value === 'string')
}

/** By Unicode code points, as Go compares strings: JavaScript's own order is by halves of surrogate pairs. */
export function compareText(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  for (let index = 0; index < shorter; index += 1) {
    const [first, second] = [one.charCodeAt(index), other.charCodeAt(index)]
    if (first !== second) return ordinal(first) - ordinal(second)
  }
  return one.length - other.length
}

/** Halves of pairs stand for code points beyond all others. */
function ordinal(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}

/** OPA's total order of values. Source: v1/ast/compare.go. */
export function compare(one: Value, other: Value): number {
  const difference = rank(one) - rank(other)
  if (difference !== 0 || one === other) return difference
  if (typeof one === 'boolean') return one ? 1 : -1
  if (isNumeric(one) && isNumeric(other)) return compareNumeric(one, other)
  if (typeof one === 'string') return compareText(one, other as string)
  if (isArray(one) && isArray(other)) return compareLists(one, other)
  if (isSet(one) && isSet(other)) return compareLists(sortedOnce(one), sortedOnce(other))
  return compareObjects(one, other)
}

/** Key by key with their values, and only then by number of keys. */
function compareObjects(one: Value, other: Value): number {
  const [first, second] = [sortedEntries(one), sortedEntries(other)]
  for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
    const [[key, value], [otherKey, otherValue]] = [first[index]!, second[index]!]
    const difference = compare(key, otherKey) || compare(value, otherValue)
    if (difference !== 0) return difference
  }
  return first.length - second.length
}

function compareLists(one: readonly Value[], other: readonly Value[]): number {
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const difference = compare(one[index]!, other[index]!)
    if (difference !== 0) return difference
  }
  return one.length - other.length
}

/** A set within what is sorted is compared again and again. */
const sortedSets = new WeakMap<ReadonlySet<Value>, Value[]>()

function sortedOnce(set: ReadonlySet<Value>): Value[] {
  const known = sortedSets.get(set) ?? sorted(set)
  sortedSets.set(set, known)
  return known
}

export function sorted(values: Iterable<Value>): Value[] {
  return [...values].sort(compare)
}

export function sortedEntries(value: Value): [Value, Value][] {
  return entriesOf(value).sort(([one], [other]) => compare(one, other))
}

/** A text that two values share exactly if OPA has them equal. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (isNumeric(value)) return canonicalNumber(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isArray(value)) return `[${value.map(keyOf).join()}]`
  if (isSet(value)) return `<${[...value].map(keyOf).sort().join()}>`
  return `{${entriesOf(value)
    .map(([key, member]) => `${keyOf(key)}:${keyOf(member)}`)
    .sort()
    .join()}}`
}

/** The members once each, however often equal ones come. */
export function distinct(values: Iterable<Value>): Set<Value> {
  const members = new Map<string, Value>()
  for (const value of values) {
    const key = keyOf(value)
    if (!members.has(key)) members.set(key, value)
  }
  return new Set(members.values())
}
