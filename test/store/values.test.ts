import { jsonText, plainText, uuidText } from '../../src/store/values.ts'

test('ordinary JSON is left as it is', () => {
  const value = { a: [1, true, null, 'é\n'], b: { c: '\\u0000' } }
  expect(jsonText(value)).toBe(JSON.stringify(value))
  expect(jsonText('\u{1f600}')).toBe('"\u{1f600}"')
})

test('what jsonb refuses is replaced, in values and in names, however deep', () => {
  expect(jsonText({ a: ['\0', { '\ud800b': '\udc00' }] })).toBe('{"a":["\ufffd",{"\ufffdb":"\ufffd"}]}')
  expect(jsonText({ '\0': 1 })).toBe('{"\ufffd":1}')
})

test('text loses the same two kinds of character', () => {
  expect(plainText('a\0b\ud800c\u{1f600}')).toBe('a\ufffdb\ufffdc\u{1f600}')
})

test('what is no UUID names no row', () => {
  expect(uuidText('0198C6F0-0000-7000-8000-00000000000a')).toBe('0198C6F0-0000-7000-8000-00000000000a')
  for (const id of ['', 'x', '0198c6f0-0000-7000-8000-00000000000', "0198c6f0-0000-7000-8000-00000000000a' or true"]) {
    expect(uuidText(id)).toBe('00000000-0000-0000-0000-000000000000')
  }
})
