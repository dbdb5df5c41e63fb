import type { Value } from '../../../src/policy/builtins/builtin.ts'
import { Numeral } from '../../../src/policy/builtins/numeral.ts'
import { call, workOf } from './calling.ts'

const map = (object: { readonly [key: string]: Value }) => new Map(Object.entries(object))

test('an object is within another key by key, all the way down', () => {
  const whole = map({ a: map({ b: 1, c: [1, 2, 3] }), d: new Set([1, 2]) })
  expect(call('object.subset', whole, map({ a: map({ b: new Numeral('1.0') }) }))).toBe(true)
  expect(call('object.subset', whole, map({ a: map({ c: [2, 3] }), d: new Set([2]) }))).toBe(true)
  expect(call('object.subset', whole, map({ a: map({ c: [1, 3] }) }))).toBe(false)
  expect(call('object.subset', whole, map({ d: new Set([3]) }))).toBe(false)
  expect(call('object.subset', whole, map({ e: 1 }))).toBe(false)
  expect(call('object.subset', map({ a: [1] }), map({ a: new Set([1]) }))).toBe(false)
})

test('an array is within another as a run', () => {
  expect(call('object.subset', [1, 1, 2], [1, 2])).toBe(true)
  expect(call('object.subset', [1, 2, 3], [1, 3])).toBe(false)
  expect(call('object.subset', [], [])).toBe(true)
})

test('a set is within an array as OPA counts', () => {
  expect(call('object.subset', ['a', 'b', 'c'], new Set(['c', 'a']))).toBe(true)
  expect(call('object.subset', ['a', 'a'], new Set(['a', 'b']))).toBe(true)
  expect(call('object.subset', ['a'], new Set())).toBe(true)
  expect(call('object.subset', [], new Set())).toBe(false)
})

test('other pairs have no answer', () => {
  expect(call('object.subset', new Set([1]), [1])).toBeUndefined()
  expect(call('object.subset', 'a', 'a')).toBeUndefined()
})

test('a search for a run is charged by both lengths', () => {
  const zeros = Array.from({ length: 1000 }, () => 0)
  expect(workOf('object.subset', zeros, zeros)).toBe(250_000)
})
