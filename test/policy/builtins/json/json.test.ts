import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { call } from '../calling.ts'

const marshal = (value: Value, options: { readonly [key: string]: Value }) =>
  call('json.marshal_with_options', value, new Map(Object.entries(options)))

test('texts are JSON or not, and read if they are', () => {
  expect(['[1]', '[1 2]', 1].map((text) => call('json.is_valid', text))).toEqual([true, false, false])
  expect([call('json.unmarshal', '{"a":1}'), call('json.unmarshal', '[1 2]')]).toEqual([new Map([['a', 1]]), undefined])
})

test('a value is written by its options', () => {
  expect(marshal([1], {})).toBe('[1]')
  expect(marshal([1], { pretty: true })).toBe('[\n\t1\n]')
  expect(marshal([1], { indent: '  ' })).toBe('[\n  1\n]')
  expect(marshal([1], { prefix: '> ' })).toBe('> [\n> \t1\n> ]')
  expect(marshal([1], { indent: '  ', pretty: false })).toBe('[1]')
})

test('other options have no answer', () => {
  expect([
    marshal(1, { x: 1 }),
    marshal(1, { pretty: 'yes' }),
    marshal(1, { indent: 2 }),
    call('json.marshal_with_options', 1, []),
  ]).toEqual([undefined, undefined, undefined, undefined])
})
