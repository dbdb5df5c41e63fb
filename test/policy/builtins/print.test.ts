import type { Value } from '../../../src/policy/builtins/builtin.ts'
import { Numeral } from '../../../src/policy/builtins/numeral.ts'
import { print } from '../../../src/policy/builtins/print.ts'

test('values are printed as OPA does, in its order', () => {
  const value: Value = new Map<Value, Value>([
    ['b', new Set([3, 'x', new Numeral('1.0'), true])],
    [1, [null, -0.5, 2n ** 64n]],
    ['a', new Set()],
    ['e', new Map()],
    ['f', []],
  ])
  expect(print(value)).toBe(
    '{1: [null, -0.5, 18446744073709551616], "a": set(), "b": {true, 1.0, 3, "x"}, "e": {}, "f": []}',
  )
})
