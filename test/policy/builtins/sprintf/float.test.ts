import { formatFloat } from '../../../../src/policy/builtins/sprintf/float.ts'

test('halves are rounded to even, exactly', () => {
  expect([0.5, 1.5, 2.5, 0.125, 1e22].map((value) => formatFloat(value, 'f', 0))).toEqual([
    '0',
    '2',
    '2',
    '0',
    '10000000000000000000000',
  ])
  expect(formatFloat(0.1, 'f', 20)).toBe('0.10000000000000000555')
  expect(formatFloat(9.995, 'f', 2)).toBe('9.99')
  expect(formatFloat(999.5, 'e', 2)).toBe('1.00e+03')
})

test('the shortest digits tell a number from others', () => {
  expect([0.1, 1e21, 123456789, -0, 5e-324].map((value) => formatFloat(value, 'g', -1))).toEqual([
    '0.1',
    '1e+21',
    '1.23456789e+08',
    '-0',
    '5e-324',
  ])
  expect(formatFloat(1234.5, 'f', -1)).toBe('1234.5')
  expect(formatFloat(1500, 'e', -1)).toBe('1.5e+03')
})

test('%g chooses by exponent', () => {
  expect([100000, 1000000, 0.0001, 0.00001].map((value) => formatFloat(value, 'g', -1))).toEqual([
    '100000',
    '1e+06',
    '0.0001',
    '1e-05',
  ])
  expect(formatFloat(1234567, 'G', 3)).toBe('1.23E+06')
  expect(formatFloat(12, 'g', 0)).toBe('1e+01')
})

test('binary and hexadecimal forms', () => {
  expect([
    formatFloat(1, 'b', -1),
    formatFloat(-1.5, 'x', -1),
    formatFloat(1.999, 'X', 1),
    formatFloat(0, 'x', 2),
  ]).toEqual(['4503599627370496p-52', '-0x1.8p+00', '0X1.0P+01', '0x0.00p+00'])
})
