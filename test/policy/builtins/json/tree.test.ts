import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { Editor, render, treeOf } from '../../../../src/policy/builtins/json/tree.ts'

const map = (object: { readonly [key: string]: Value }) => new Map(Object.entries(object))
const edited = (value: Value) => new Editor(() => {}, value)

test('members of an object come, change and go', () => {
  const editor = edited(map({ a: map({ b: 1 }) }))
  expect([editor.insert(['a', 'c'], 2), editor.delete(['a', 'b']), editor.delete(['a', 'x'])]).toEqual([
    true,
    true,
    false,
  ])
  expect(editor.at(['a', 'c'])).toBe(2)
  expect(editor.at(['x'])).toBeUndefined()
  expect(editor.value).toEqual(map({ a: map({ c: 2 }) }))
})

test('elements of an array move up and down', () => {
  const editor = edited([1, 2])
  expect([editor.insert([1], 'x'), editor.insert(['-'], 'y'), editor.insert([9], 'z'), editor.delete([0])]).toEqual([
    true,
    true,
    false,
    true,
  ])
  expect(editor.value).toEqual(['x', 2, 'y'])
})

test('an element that was not touched is looked up where it was at first, as OPA does', () => {
  const editor = edited([map({ a: 1 }), map({ b: 2 })])
  editor.delete([0])
  expect(editor.at([0])).toEqual(map({ a: 1 }))
  expect(editor.value).toEqual([map({ a: 1 })])
})

test('members of a set are their own keys', () => {
  const editor = edited(new Set([1, [2]]))
  expect([editor.insert([3], 3), editor.insert([4], 5), editor.delete([[2]]), editor.delete([9])]).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect(editor.value).toEqual(new Set([1, 3]))
})

test('what is no collection has no members', () => {
  const editor = edited(map({ a: 1 }))
  expect([editor.insert(['a', 'b'], 1), editor.delete(['a', 'b']), editor.at(['a', 'b'])]).toEqual([
    false,
    false,
    undefined,
  ])
})

test('the whole is replaced, and not edited after that', () => {
  const editor = edited(map({}))
  expect(editor.insert([], [1])).toBe(true)
  expect(editor.value).toEqual([1])
  expect(() => editor.insert([0], 2)).toThrow('a whole that was replaced')
  expect(() => editor.delete([])).toThrow('removing the whole')
})

test('a value that nobody edits is rendered as it is', () => {
  const value = map({ a: [1] })
  expect(render(treeOf(value))).toBe(value)
})
