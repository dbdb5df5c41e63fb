import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { call } from '../calling.ts'

test('a text is escaped and unescaped', () => {
  expect(call('urlquery.encode', 'a b&é~')).toBe('a+b%26%C3%A9~')
  expect(call('urlquery.decode', 'a+b%26%C3%A9')).toBe('a b&é')
  expect(call('urlquery.decode', '%')).toBeUndefined()
})

test('an object is written with its keys in order, and its sets too', () => {
  const object = new Map<Value, Value>([
    ['b', new Set(['y', 'x'])],
    ['a b', ['2', '1']],
    [1, 'z'],
    ['c', []],
  ])
  expect(call('urlquery.encode_object', object)).toBe('1=z&a+b=2&a+b=1&b=x&b=y')
  expect(call('urlquery.encode_object', new Map([['a', 1]]))).toBeUndefined()
  expect(call('urlquery.encode_object', [])).toBeUndefined()
  expect(() => call('urlquery.encode_object', new Map([[[1], 'a']]))).toThrow('such a key')
})

test('a query is read, each key with its values', () => {
  expect(call('urlquery.decode_object', 'a=1&b=%20&a=2=3&&c')).toEqual(
    new Map([
      ['a', ['1', '2=3']],
      ['b', [' ']],
      ['c', ['']],
    ]),
  )
  for (const query of ['a;b', '%=1', 'a=%', 'a&'.repeat(10_001)])
    expect(call('urlquery.decode_object', query)).toBeUndefined()
})
