import { Numeral } from '../../../src/policy/builtins/numeral.ts'
import { call, stopsAt } from './calling.ts'

test('a range goes up or down, and ends within its bounds', () => {
  expect(call('numbers.range_step', 1, 6, 2)).toEqual([1n, 3n, 5n])
  expect(call('numbers.range_step', 3, -3, 3)).toEqual([3n, 0n, -3n])
  expect(call('numbers.range_step', 2, new Numeral('2.0'), 9)).toEqual([2n])
})

test('steps that are not positive integers have no answer', () => {
  expect([0, -1, 1.5].map((step) => call('numbers.range_step', 1, 3, step))).toEqual([undefined, undefined, undefined])
})

test('a long range stops before it is made', () => {
  expect(stopsAt(1_000_000, 'numbers.range_step', 0, 10n ** 30n, 1)).toBe(true)
})
