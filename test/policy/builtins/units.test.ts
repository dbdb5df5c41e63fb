import { Numeral } from '../../../src/policy/builtins/numeral.ts'
import { call } from './calling.ts'

test('quantities are exact, with decimal and binary units', () => {
  expect(['10', '1.5k', '2Ki', '3Mi', '1E', '1e3', '-2K', '"1G"'].map((text) => call('units.parse', text))).toEqual([
    10n,
    1500n,
    2048n,
    3145728n,
    10n ** 18n,
    1000n,
    -2000n,
    10n ** 9n,
  ])
})

test('a fraction has ten decimals, and thousandths are told from millions', () => {
  expect(call('units.parse', '100m')).toEqual(new Numeral('0.1000000000'))
  expect(call('units.parse', '-0.00000000005')).toEqual(new Numeral('-0.0000000001'))
  expect(call('units.parse', '1M')).toBe(1000000n)
})

test('bytes are whole', () => {
  expect(
    ['1.5KB', '1KiB', '10mb', '0.1', '3.9', '1e3k', '2TiB'].map((text) => call('units.parse_bytes', text)),
  ).toEqual([1500n, 1024n, 10000000n, 0, 3n, 1000000n, 2199023255552n])
  expect(call('units.parse_bytes', '18446744073709551617')).toBe(18446744073709551616n)
})

test('what is not a quantity has no answer', () => {
  for (const text of ['', 'k', '1 k', '1x', '1.2.3', '--1', '1e1234567']) {
    expect([call('units.parse', text), call('units.parse_bytes', text)]).toEqual([undefined, undefined])
  }
})

test('exponents that take long are refused', () => {
  expect(() => call('units.parse', '1e999999')).toThrow('so large an exponent')
  expect(() => call('units.parse_bytes', '1e60')).toThrow('so large an exponent')
})
