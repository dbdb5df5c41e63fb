import { call, workOf } from './calling.ts'

test('any of some strings begins or ends with any of others', () => {
  expect(call('strings.any_prefix_match', 'refs/heads/main', ['x', 'refs/heads/'])).toBe(true)
  expect(call('strings.any_prefix_match', new Set(['b', 'c']), 'a')).toBe(false)
  expect(call('strings.any_suffix_match', ['a.ts', 'b.go'], new Set(['.rs', '.go']))).toBe(true)
  expect(call('strings.any_suffix_match', [], ['a'])).toBe(false)
  expect(call('strings.any_prefix_match', ['a', 1], ['a'])).toBeUndefined()
  expect(workOf('strings.any_prefix_match', ['a', 'b'], ['c', 'd', 'e'])).toBe(6)
})

test('occurrences are counted without overlap', () => {
  expect(call('strings.count', 'aaaa', 'aa')).toBe(2)
  expect(call('strings.count', 'a😀b', '')).toBe(4)
})

test('the first parts come, or the last', () => {
  const split = (most: number) => call('strings.split_n', 'a,b,c', ',', most)
  expect([split(2), split(9), split(0), split(-2), split(-9)]).toEqual([
    ['a', 'b'],
    ['a', 'b', 'c'],
    [],
    ['b', 'c'],
    ['a', 'b', 'c'],
  ])
  expect(call('strings.split_n', 'a😀', '', 5)).toEqual(['a', '😀'])
  expect(split(1.5)).toBeUndefined()
})

test('positions are in characters, and may overlap', () => {
  expect(call('indexof_n', '😀aaa', 'aa')).toEqual([1, 2])
  expect(call('indexof_n', 'abc', 'x')).toEqual([])
  expect(call('indexof_n', 'abc', '')).toBeUndefined()
})
