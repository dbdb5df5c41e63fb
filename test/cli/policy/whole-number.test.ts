import { InvalidArgumentError } from 'commander'
import { wholeNumber } from '../../../src/cli/policy/whole-number.ts'

test.each([
  ['0', 0],
  ['1795372274', 1795372274],
])('%s is a whole number', (text, number) => {
  expect(wholeNumber(text)).toBe(number)
})

test.each(['', '-1', '1.5', '1e3', 'seven', '9007199254740993'])('%p is none', (text) => {
  expect(() => wholeNumber(text)).toThrow(InvalidArgumentError)
})
