import fc from 'fast-check'
import type { Value } from '../../../src/policy/builtins/builtin.ts'
import { decode, encode } from '../../../src/policy/builtins/codec.ts'
import { Numeral } from '../../../src/policy/builtins/numeral.ts'

test('what the module dumps is read with sets, keys of any kind and exact numbers', () => {
  expect(decode('{"a": [1, {2, "b"}, set()], 3: {"c"}, [4]: {}}', 'rego')).toEqual(
    new Map<Value, Value>([
      ['a', [1, new Set([2, 'b']), new Set()]],
      [3, new Set(['c'])],
      [[4], new Map()],
    ]),
  )
  expect(decode('[9007199254740993, 1.0, .5, 1e3, -0.25, 1234567890123456]', 'json')).toEqual([
    9007199254740993n,
    new Numeral('1.0'),
    new Numeral('.5'),
    new Numeral('1e3'),
    -0.25,
    1234567890123456,
  ])
})

test('with the notation json objects are plain, and a set is an array', () => {
  expect(decode('{"a":{"b":[true,false,null]}}', 'json')).toEqual({ a: { b: [true, false, null] } })
  expect(decode('{"a":1.0}', 'json')).toEqual({ a: new Numeral('1.0') })
  expect(encode(new Set([1, 2]), 'json')).toBe('[1,2]')
})

test('braces and numbers within strings change nothing', () => {
  const text = '["{1.0}", "set()", "\\"9007199254740993\\\\", "é😀\\u0000"]'
  expect(decode(text, 'rego')).toEqual(['{1.0}', 'set()', '"9007199254740993\\', 'é😀\0'])
  expect(decode('"1.0 {"', 'rego')).toBe('1.0 {')
})

test('values are written as the module reads them', () => {
  const value = new Map<Value, Value>([
    ['a', new Set([1n, 2])],
    [3, new Set()],
    [null, [2n ** 64n, new Numeral('.5'), 'é"']],
  ])
  expect(encode(value, 'rego')).toBe('{"a":{1,2},3:set(),null:[18446744073709551616,0.5,"é\\""]}')
  expect(encode(new Map([[3, true]]), 'json')).toBe('{"3":true}')
})

test('what Rego has no value for is refused', () => {
  for (const value of [Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 64, 'a\ud800']) {
    expect(() => encode([value], 'rego')).toThrow(Error)
  }
})

test('text of another notation is refused', () => {
  for (const text of ['{1, 2', '{"a": }', '[1.0 2]', '{"a": 1.0} x', '{1: 2, 3}', '{x}', '{"a', '']) {
    expect(() => decode(text, 'rego')).toThrow(Error)
  }
})

test('a value comes back from its text', () => {
  const scalar = fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))
  const big = fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n })
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      scalar,
      big,
      fc.array(tie('value')),
      fc.uniqueArray(scalar).map((members) => new Set<Value>(members)),
      fc.array(fc.tuple(scalar, tie('value'))).map((entries) => new Map<Value, Value>(entries)),
    ),
  }))
  fc.assert(
    fc.property(value, (each) => {
      expect(decode(encode(each, 'rego'), 'rego')).toEqual(each)
    }),
    { seed: 1, numRuns: 300 },
  )
})
