import { noFlags } from '../../../../src/policy/builtins/sprintf/flags.ts'
import { formatBigInteger, formatInteger } from '../../../../src/policy/builtins/sprintf/integer.ts'

test('an integer in every base', () => {
  const forms = ['d', 'b', 'o', 'O', 'x', 'X', 'c', 'q', 'U', 's']
  expect(forms.map((verb) => formatInteger(233n, verb, noFlags()))).toEqual([
    '233',
    '11101001',
    '351',
    '0o351',
    'e9',
    'E9',
    'é',
    "'é'",
    'U+00E9',
    null,
  ])
})

test('flags add signs, prefixes and zeros', () => {
  expect(formatInteger(5n, 'd', { ...noFlags(), plus: true, zero: true, width: 4 })).toBe('+005')
  expect(formatInteger(-5n, 'd', { ...noFlags(), precision: 3, width: 6 })).toBe('  -005')
  expect(formatInteger(255n, 'x', { ...noFlags(), sharp: true })).toBe('0xff')
  expect(formatInteger(0x1f600n, 'U', { ...noFlags(), sharp: true })).toBe("U+1F600 '😀'")
  expect(formatInteger(0n, 'd', { ...noFlags(), precision: 0, width: 2 })).toBe('  ')
  expect(formatInteger(-1n, 'c', noFlags())).toBe('\ufffd')
})

test('an integer beyond 64 bits goes by rules of its own', () => {
  const large = 2n ** 64n
  expect(formatBigInteger(large, 'd', { ...noFlags(), plus: true })).toBe('+18446744073709551616')
  expect(formatBigInteger(-large, 'x', { ...noFlags(), sharp: true, zero: true, width: 24 })).toBe(
    '-0x000010000000000000000',
  )
  expect(formatBigInteger(large, 's', { ...noFlags(), minus: true, width: 22 })).toBe('18446744073709551616  ')
  expect(formatBigInteger(large, 'c', noFlags())).toBe('%!c(big.Int=18446744073709551616)')
})
