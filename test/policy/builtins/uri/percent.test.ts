import { escapePercent, isWellEscaped, unescapePercent } from '../../../../src/policy/builtins/uri/percent.ts'

test('escapes have two digits', () => {
  expect(['%41', 'a', '%4', '%zz', '100%'].map(isWellEscaped)).toEqual([true, true, false, false, false])
})

test('escapes are taken away together, as UTF-8', () => {
  expect(unescapePercent('a%C3%A9é%2b')).toBe('aéé+')
  expect(() => unescapePercent('%ff')).toThrow('A string that is not UTF-8 is not supported.')
})

test('runs of special characters are escaped, byte by byte', () => {
  expect(escapePercent('aZ9 é/-', /[^a-zA-Z\d/]+/g)).toBe('aZ9%20%C3%A9/%2D')
})
