import {
  canonicalNumber,
  compareNumeric,
  doubleOf,
  int64Of,
  integerOf,
  isNumeric,
  Numeral,
  numericOf,
  textOf,
} from '../../../src/policy/builtins/numeral.ts'

test('a text becomes the plainest value that gives it back', () => {
  expect(numericOf('12')).toBe(12)
  expect(numericOf('1.5')).toBe(1.5)
  expect(numericOf('9007199254740993')).toBe(9007199254740993n)
  expect(numericOf('9007199254740992')).toBe(9007199254740992n)
  expect(numericOf('1e+21')).toBe(1e21)
  for (const text of ['1.0', '1e3', '-0', '.5', '0.12345678901234567890'])
    expect(numericOf(text)).toEqual(new Numeral(text))
})

test('every number gives its text', () => {
  expect([12, -1.5, 1e21, -0, 2n ** 70n, new Numeral('1.0')].map(textOf)).toEqual([
    '12',
    '-1.5',
    '1e+21',
    '-0',
    '1180591620717411303424',
    '1.0',
  ])
})

test('a number that may have been rounded has no text', () => {
  expect(() => textOf(2 ** 60)).toThrow('may be rounded')
  expect(() => textOf(Number.NaN)).toThrow('is not a number of Rego')
  expect(() => textOf(Number.POSITIVE_INFINITY)).toThrow('is not a number of Rego')
})

test('numbers compare by value, however they are written', () => {
  expect(compareNumeric(1, 2)).toBeLessThan(0)
  expect(compareNumeric(new Numeral('1.0'), 1)).toBe(0)
  expect(compareNumeric(9007199254740993n, 9007199254740992n)).toBe(1)
  expect(compareNumeric(new Numeral('0.30000000000000000001'), 0.3)).toBe(1)
  expect(compareNumeric(-1.5, new Numeral('-1.4'))).toBe(-1)
})

test('equal numbers share a text, and others do not', () => {
  const one = [1, 1n, new Numeral('1.0'), new Numeral('10e-1'), new Numeral('0.1E1')].map(canonicalNumber)
  expect(new Set(one)).toEqual(new Set(['1']))
  expect(new Set([0, -0, new Numeral('0.0'), new Numeral('-0'), new Numeral('.0')].map(canonicalNumber))).toEqual(
    new Set(['0']),
  )
  expect(canonicalNumber(0.1)).not.toBe(canonicalNumber(new Numeral('0.10000000000000000001')))
})

test('an integer is exact however it is written', () => {
  expect(integerOf(new Numeral('1e30'))).toBe(10n ** 30n)
  expect(integerOf(new Numeral('12.00'))).toBe(12n)
  expect(integerOf(1.5)).toBeUndefined()
  expect(integerOf('12')).toBeUndefined()
})

test('an int64 operand has digits alone, as OPA reads them', () => {
  expect(int64Of(7)).toBe(7n)
  expect(int64Of(new Numeral('7.0'))).toBe(7n)
  expect(int64Of(new Numeral('-.0'))).toBe(0n)
  expect(int64Of(2n ** 63n - 1n)).toBe(2n ** 63n - 1n)
  for (const other of [2n ** 63n, 1.5, new Numeral('1e1'), new Numeral('1.000000000000000000'), '7', null]) {
    expect(int64Of(other)).toBeUndefined()
  }
})

test('a double is the nearest, within its range', () => {
  expect(doubleOf(new Numeral('1e2'))).toBe(100)
  expect(doubleOf(new Numeral('1e400'))).toBeUndefined()
})

test('a number so long that its value takes gigabytes is refused', () => {
  expect(() => integerOf(new Numeral('1e999999999'))).toThrow('more than 10000 digits')
})

test('numbers are told from other values', () => {
  expect([1, 1n, new Numeral('1'), '1', null, [1]].map(isNumeric)).toEqual([true, true, true, false, false, false])
})
