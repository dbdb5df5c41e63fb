import { printable, printableJson } from '../../src/cli/printable.ts'

const steering = [
  '\u0000',
  '\n',
  '\u001b',
  '\u007f',
  '\u009b',
  '\u061c',
  '\u200f',
  '\u2028',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200b',
  '\ufeff',
  '\u{e0041}',
]

test('what steers a terminal or turns a line around is a question mark', () => {
  expect(printable(`a${steering.join('')}b żółw 亀 🐢`)).toBe(`a${'?'.repeat(steering.length)}b żółw 亀 🐢`)
})

test('JSON says what it is, and still means the same', () => {
  const value = { name: `a${steering.join('')}b`, list: [1] }
  const text = printableJson(value)
  expect(JSON.parse(text)).toEqual(value)
  expect(text.replaceAll('\n', '')).toMatch(/^[ -~]*$/)
  expect(text.split('\n')).toHaveLength(6)
})
