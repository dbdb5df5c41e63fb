import { canBackquote, isPrintable, quote } from '../../../src/policy/builtins/quote.ts'

test('a text is quoted as Go does', () => {
  expect(quote('plain')).toBe('"plain"')
  expect(quote('"\\\'\n\t\x07\x1b\x7f')).toBe('"\\"\\\\\'\\n\\t\\a\\x1b\\x7f"')
  expect(quote('é日😀\u00a0\u200b\u{10ffff}')).toBe('"é日😀\\u00a0\\u200b\\U0010ffff"')
})

test('ASCII alone is kept if asked, and a character is quoted by its own mark', () => {
  expect(quote('é😀a', { ascii: true })).toBe('"\\u00e9\\U0001f600a"')
  expect(quote("'", { mark: "'" })).toBe("'\\''")
  expect(quote('"', { mark: "'" })).toBe("'\"'")
})

test('characters newer than Go are not printable', () => {
  expect(['a', ' ', 'é', '😀', '\u00a0', '\n', '\u{1fae9}', '\u{2ebf0}'].map(isPrintable)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

test('a text on one line without backquotes can be backquoted', () => {
  expect(['a\tb', 'é', 'a\nb', 'a`b', '\ufeff', '\x7f'].map(canBackquote)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})
