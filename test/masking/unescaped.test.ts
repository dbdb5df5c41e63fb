import { unescaped } from '../../src/masking/unescaped.ts'

/** Everything that is written otherwise in a text, decoded. */
function decoded(text: string, wide = false): string {
  const decode = unescaped(wide)
  const bytes = Buffer.from(text, 'latin1')
  const parts: Buffer[] = []
  let from = 0
  for (let next = decode(bytes, 0, true); next !== null; next = decode(bytes, from, true)) {
    parts.push(bytes.subarray(from, next.at), Buffer.from(next.stands))
    from = next.at + next.size
  }
  return Buffer.concat([...parts, bytes.subarray(from)]).toString(wide ? 'latin1' : 'utf8')
}

test.each([
  ['a\\"b\\\\c\\/d\\n', 'a"b\\c/d\n'],
  ['\\u0041\\u00e9\\u20ac\\ud83d\\ude00', 'Aé€😀'],
  ['a%2Fb%c3%A9', 'a/bé'],
  ['\\x \\u12 %4 %zz \\', '\\x \\u12 %4 %zz \\'],
  ['\\\\u0041', '\\u0041'],
])('%j stands for %j', (text, expected) => {
  expect(decoded(text)).toBe(expected)
})

test('in wide text, what is beyond ASCII is one byte', () => {
  expect(decoded('\\u0041\\u20ac\\ud83d\\ude00%C3', true)).toBe('A\xff\xff\xff\xff')
})

test.each(['\\', '\\u', '\\u004', '%', '%4', '\\ud83d', '\\ud83d\\', '\\ud83d\\ude0'])('%j waits for more', (text) => {
  expect(unescaped(false)(Buffer.from(`ab${text}`), 0, false)).toMatchObject({ at: 2, size: 0 })
})
