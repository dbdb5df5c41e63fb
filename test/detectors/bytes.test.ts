import { beginsWord, isEscape, latin1, tableOf } from '../../src/detectors/bytes.ts'

test('a table has a one for each byte of its class', () => {
  const table = tableOf('a-c\\-\\xff')
  expect([...table].flatMap((one, byte) => (one === 1 ? [byte] : []))).toEqual([0x2d, 0x61, 0x62, 0x63, 0xff])
})

test.each([
  ['|x', true],
  [' |x', true],
  ['a|x', false],
  ['7|x', false],
  ['_|x', true],
  ['\\n|x', true],
  ['\\a|x', false],
  ['%3D|x', true],
  ['%3G|x', false],
  ['a3D|x', false],
  ['\\u003d|x', true],
  ['u003d|x', false],
])('a word begins at the bar of %j: %p', (text, begins) => {
  const at = text.indexOf('|')
  expect(beginsWord(Buffer.from(text.replace('|', '')), at)).toBe(begins)
})

test('the letter of an escape', () => {
  expect(isEscape(Buffer.from('\\n'), 1)).toBe(true)
  expect(isEscape(Buffer.from('an'), 1)).toBe(false)
  expect(isEscape(Buffer.from('\\a'), 1)).toBe(false)
})

test('a byte is a character', () => {
  expect(latin1(Buffer.from([0x61, 0xe9, 0x62]), 1, 3)).toBe('\xe9b')
  expect(latin1(Buffer.from('abc'), -5, 2)).toBe('ab')
})
