import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { writeJson } from '../../../../src/policy/builtins/json/write.ts'
import { Numeral } from '../../../../src/policy/builtins/numeral.ts'

const free = () => {}

test('a value is written as Go does, keys in order and safe within HTML', () => {
  const value: Value = new Map<Value, Value>([
    ['b', new Set([2, 1])],
    [3, '<a & b>\u2028\x01\n"'],
    ['a', [null, true, new Numeral('1.0'), 2n ** 64n]],
    ['', new Map()],
  ])
  expect(writeJson(free, value, null)).toBe(
    '{"":{},"3":"\\u003ca \\u0026 b\\u003e\\u2028\\u0001\\n\\"","a":[null,true,1.0,18446744073709551616],"b":[1,2]}',
  )
})

test('lines are indented, and empty collections stay on theirs', () => {
  expect(writeJson(free, new Map<Value, Value>([['a', [1, []]]]), { prefix: '>', step: ' ' })).toBe(
    '{\n> "a": [\n>  1,\n>  []\n> ]\n>}',
  )
})

test('keys that become one are refused', () => {
  expect(() =>
    writeJson(
      free,
      new Map<Value, Value>([
        [1, 1],
        ['1', 2],
      ]),
      null,
    ),
  ).toThrow('Keys alike')
})

test('indentation is charged before it is written', () => {
  let work = 0
  writeJson(
    (units) => {
      work += units
    },
    [[1]],
    { prefix: 'ab', step: 'cde' },
  )
  expect(work).toBe(2 * (2 + 3) + 2 * (2 + 6))
})
