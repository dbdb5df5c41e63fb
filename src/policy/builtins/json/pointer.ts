import type { Value } from '../builtin.ts'
import { int64Of, isNumeric, numericOf } from '../numeral.ts'
import { isArray } from '../value.ts'

/** A path's segments, from a JSON pointer or an array; undefined for anything else. Slashes at the start count as one. */
export function segmentsOf(path: Value): readonly Value[] | undefined {
  if (isArray(path)) return path
  if (typeof path !== 'string') return undefined
  if (path === '') return []
  return path
    .replace(/^\/+/, '')
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The index that a segment means, `-` being behind the last element; undefined for anything else. */
export function indexOf(segment: Value, length: number): number | undefined {
  if (segment === '-') return length
  if (typeof segment !== 'string') return isNumeric(segment) ? numberOf(segment) : undefined
  if (!/^[+-]?\d+(?:\.0*)?$/.test(segment) || (segment !== '0' && segment.startsWith('0'))) return undefined
  return numberOf(numericOf(segment.replace(/^\+/, '')))
}

function numberOf(value: Value): number | undefined {
  const index = int64Of(value)
  return index === undefined ? undefined : Number(index)
}
