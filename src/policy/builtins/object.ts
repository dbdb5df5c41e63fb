import type { Family, Spend, Value } from './builtin.ts'
import { entriesOf, isArray, isObject, isSet, keyOf } from './value.ts'

/**
 * Whether one collection is within another: objects key by key and all the way down, sets by members, arrays as a run of
 * elements, and a set within an array. Undefined for other kinds. Source: OPA's v1/topdown/subset.go.
 */
function isSubset(spend: Spend, whole: Value, part: Value): boolean | undefined {
  if (isObject(whole) && isObject(part)) return hasEntries(spend, whole, part)
  if (isSet(whole) && isSet(part)) return hasMembers(whole, part)
  if (isArray(whole) && isArray(part)) return hasRun(spend, whole.map(keyOf), part.map(keyOf))
  if (isArray(whole) && isSet(part)) return coversSet(whole, part)
  return undefined
}

function hasEntries(spend: Spend, whole: Value, part: Value): boolean {
  const values = new Map(entriesOf(whole).map(([key, value]) => [keyOf(key), value]))
  return entriesOf(part).every(([key, value]) => {
    const other = values.get(keyOf(key))
    if (other === undefined) return false
    const [own, others] = [keyOf(value), keyOf(other)]
    // Each level of what is nested is looked at again.
    spend(own.length + others.length)
    if (own === others) return true
    return !(isArray(other) && isSet(value)) && isSubset(spend, other, value) === true
  })
}

function hasMembers(whole: ReadonlySet<Value>, part: ReadonlySet<Value>): boolean {
  const keys = new Set([...whole].map(keyOf))
  return [...part].every((member) => keys.has(keyOf(member)))
}

function hasRun(spend: Spend, whole: readonly string[], part: readonly string[]): boolean {
  spend((whole.length * part.length) / 4)
  for (let start = 0; start + part.length <= whole.length; start += 1) {
    if (part.every((key, index) => whole[start + index] === key)) return true
  }
  return false
}

/** OPA counts an element of the array as often as it comes, and finds the empty set in any array but the empty one. */
function coversSet(whole: readonly Value[], part: ReadonlySet<Value>): boolean {
  const keys = new Set([...part].map(keyOf))
  let unmatched = part.size
  return whole.some((element) => {
    if (keys.has(keyOf(element))) unmatched -= 1
    return unmatched === 0
  })
}

/** OPA's builtins of objects that the module lacks. */
export const objectFamily: Family = {
  'object.subset': {
    notation: 'rego',
    call: (spend, whole, part) =>
      whole === undefined || part === undefined ? undefined : isSubset(spend, whole, part),
  },
}
