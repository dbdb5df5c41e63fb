import { createEndings } from '../../src/detectors/endings.ts'

test.each([
  ['a keyw', 2],
  ['a KEYW', 2],
  ['a keyword', 9],
  ['a tok', 2],
  ['a k', 2],
  ['a keykey', 5],
  ['none', 4],
  ['', 0],
])('in %j the longest beginning is at %d', (text, at) => {
  expect(createEndings(['keyword', 'tok'], 3).longest(Buffer.from(text))).toBe(at)
})

test('each is told', () => {
  const found: number[] = []
  createEndings(['aab', 'ab'], 3).each(Buffer.from('xaa'), (at) => found.push(at))
  expect(found).toEqual([2, 1])
})
