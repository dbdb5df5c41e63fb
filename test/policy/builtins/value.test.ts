import type { Value } from '../../../src/policy/builtins/builtin.ts'
import { Numeral } from '../../../src/policy/builtins/numeral.ts'
import {
  areStrings,
  compare,
  compareText,
  distinct,
  entriesOf,
  isArray,
  isObject,
  isSet,
  keyOf,
  sorted,
  sortedEntries,
} from '../../../src/policy/builtins/value.ts'

test('values are in the order of OPA', () => {
  const ordered: Value[] = [
    null,
    false,
    true,
    -1,
    new Numeral('1.0'),
    2n ** 64n,
    '',
    'a',
    'ab',
    '\uffff',
    '😀',
    [],
    [1],
    [1, 0],
    [2],
    new Map(),
    new Map([['a', 1]]),
    new Map([['a', 2]]),
    new Map([['b', 0]]),
    new Set(),
    new Set([1]),
    new Set([1, 2]),
    new Set([2]),
  ]
  expect(sorted([...ordered].reverse())).toEqual(ordered)
  for (const value of ordered) expect(compare(value, value)).toBe(0)
})

test('strings are compared by code points', () => {
  expect(compareText('\uffff', '😀')).toBeLessThan(0)
  expect(compareText('a', 'ab')).toBeLessThan(0)
  expect(compareText('b', 'ab')).toBeGreaterThan(0)
})

test('entries come from objects of both notations, and in order if asked', () => {
  expect(entriesOf({ b: 1, a: 2 })).toEqual([
    ['b', 1],
    ['a', 2],
  ])
  expect(
    sortedEntries(
      new Map<Value, Value>([
        ['b', 1],
        [1, 2],
      ]),
    ),
  ).toEqual([
    [1, 2],
    ['b', 1],
  ])
})

test('equal values share a key, whatever the order of their members', () => {
  expect(keyOf(new Set([2, 1]))).toBe(keyOf(new Set([1, new Numeral('2.0')])))
  expect(
    keyOf(
      new Map([
        ['a', [1]],
        ['b', []],
      ]),
    ),
  ).toBe(keyOf({ b: [], a: [1] }))
  const others: Value[] = ['1', 1, true, null, 'null', [], new Set(), new Map(), [[]], ['1'], new Set(['1'])]
  expect(new Set(others.map(keyOf)).size).toBe(others.length)
})

test('of equal values one is kept', () => {
  expect(distinct([[1], 'a', [new Numeral('1.0')], 'a'])).toEqual(new Set([[1], 'a']))
})

test('kinds are told apart', () => {
  const kinds: Value[] = [[], new Map(), new Set()]
  expect(kinds.map((value) => [isArray(value), isObject(value), isSet(value)])).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ])
  expect([areStrings([]), areStrings(['a', 'b']), areStrings(['a', 1])]).toEqual([true, true, false])
})
