import { call } from '../calling.ts'

test('delimiters are none for null, and the full stop for an empty array', () => {
  expect(call('glob.match', '*.com', null, 'a.b.com')).toBe(true)
  expect(call('glob.match', '*.com', [], 'a.b.com')).toBe(false)
  expect(call('glob.match', '*:*', [':', '/'], 'a:b')).toBe(true)
  expect(call('glob.match', '*:*', [':', '/'], 'a:b/c')).toBe(false)
  expect(call('glob.match', '*', ['😀'], 'a😀')).toBe(false)
})

test('the same pattern has other answers for other delimiters', () => {
  expect([['/'], ['.'], null, ['/']].map((delimiters) => call('glob.match', 'x*', delimiters, 'x/y'))).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('alternatives match, however many', () => {
  expect(call('glob.match', '{main,release/*}', ['/'], 'release/1')).toBe(true)
  expect(call('glob.match', `${'{a,b}'.repeat(12)}*`, ['/'], `${'ab'.repeat(6)}x`)).toBe(true)
  expect(call('glob.match', `${'{a,b}'.repeat(12)}*`, ['/'], `${'ab'.repeat(6)}/`)).toBe(false)
})

test('what is not a glob, and operands of other kinds, have no answer', () => {
  expect(call('glob.match', '[', null, 'a')).toBeUndefined()
  expect(call('glob.match', 'a', ['ab'], 'a')).toBeUndefined()
  expect(call('glob.match', 'a', new Set(['/']), 'a')).toBeUndefined()
  expect(call('glob.match', 'a', '/', 'a')).toBeUndefined()
  expect(call('glob.match', 1, null, 'a')).toBeUndefined()
})

test('a glob that is too long is refused', () => {
  expect(() => call('glob.match', 'a'.repeat(20_000), null, 'a')).toThrow('longer than')
})

test('stars do not make it slow', () => {
  expect(call('glob.match', `${'*a'.repeat(14)}*b`, ['/'], 'a'.repeat(200_000))).toBe(false)
})

test('marks are quoted', () => {
  expect(call('glob.quote_meta', '*.{a,b}[c]\\?-')).toBe('\\*.\\{a,b\\}\\[c\\]\\\\\\?-')
})
