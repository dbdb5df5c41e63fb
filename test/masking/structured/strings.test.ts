import { plain, textOf, wholeUpTo } from '../../../src/masking/structured/strings.ts'

test('a string says what its escapes mean', () => {
  const bytes = Buffer.from('"pass\\u0077ord" é')
  expect(textOf(bytes, 1, 14)).toBe('password')
  expect(textOf(bytes, 1, 5)).toBe('pass')
  expect(plain(Buffer.from('\\ud83d\\ude00é')).toString()).toBe('\ud83d\ude00é')
  expect(() => plain(Buffer.from('\\q'))).toThrow(expect.objectContaining({ code: 'ERR_UNMASKABLE' }))
})

test.each([
  ['abc', 2],
  ['abc\\n', 3],
  ['abc\\', 3],
  ['ab\\u00', 2],
  ['ab\\u00e9', 2],
  ['ab\\u00e9c', 8],
  ['ab\\ud83d\\ude0', 2],
  ['ab\\ud83d\\ude00c', 14],
  ['abé', 2],
])('%s can be read by itself up to %i', (text, cut) => {
  expect(wholeUpTo(Buffer.from(text))).toBe(cut)
})
