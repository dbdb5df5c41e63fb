import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { call, stopsAt } from '../calling.ts'

const map = (object: { readonly [key: string]: Value }) => new Map(Object.entries(object))
const patch = (document: Value, ...operations: { readonly [key: string]: Value }[]) =>
  call('json.patch', document, operations.map(map))

// RFC 6902, appendix A.
test('operations are made in order', () => {
  expect(patch(map({ foo: 'bar' }), { op: 'add', path: '/baz', value: 'qux' })).toEqual(map({ baz: 'qux', foo: 'bar' }))
  expect(patch(map({ foo: ['a', 'b'] }), { op: 'add', path: '/foo/1', value: 'x' })).toEqual(
    map({ foo: ['a', 'x', 'b'] }),
  )
  expect(patch(map({ a: 1, b: 2 }), { op: 'remove', path: '/a' }, { op: 'replace', path: '/b', value: 3 })).toEqual(
    map({ b: 3 }),
  )
  expect(patch(map({ a: map({ x: 1 }) }), { op: 'move', from: '/a/x', path: '/b' })).toEqual(map({ a: map({}), b: 1 }))
  expect(patch(map({ a: [1] }), { op: 'copy', from: '/a', path: '/b' })).toEqual(map({ a: [1], b: [1] }))
  expect(patch([1], { op: 'test', path: '/0', value: 1 }, { op: 'add', path: [0], value: 0 })).toEqual([0, 1])
  expect(patch(1, { op: 'replace', path: '', value: 2 })).toBe(2)
})

test('one that fails leaves no answer', () => {
  const failing: { readonly [key: string]: Value }[] = [
    { op: 'remove', path: '/x' },
    { op: 'replace', path: '/x', value: 1 },
    { op: 'replace', path: '/a' },
    { op: 'add', path: '/a' },
    { op: 'test', path: '/a', value: 2 },
    { op: 'move', path: '/a', from: '/x' },
    { op: 'copy', path: '/b' },
    { op: 'other', path: '/a' },
    { path: '/a' },
    { op: 'remove' },
    { op: 'remove', path: 1 },
  ]
  for (const operation of failing) expect(patch(map({ a: 1 }), operation)).toBeUndefined()
  expect(call('json.patch', map({}), ['x'])).toBeUndefined()
  expect(call('json.patch', map({}), map({}))).toBeUndefined()
})

test('copies of copies stop', () => {
  const operations = Array.from({ length: 60 }, (_, index) => map({ op: 'copy', from: [], path: [`k${index}`] }))
  expect(stopsAt(1_000_000, 'json.patch', map({ a: 1 }), operations)).toBe(true)
})
