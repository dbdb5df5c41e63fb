import { characters, maskOf, sampleOf } from '../../src/detectors/sample.ts'

test('characters of a class, the same ones each time, and hardly one twice in a row', () => {
  expect(characters('0-9a-f', 40)).toMatch(/^[0-9a-f]{40}$/)
  expect(characters('A-Za-z', 40)).toBe(characters('A-Za-z', 40))
  expect(new Set(characters('A-Za-z0-9', 40)).size).toBeGreaterThan(20)
  expect(characters('a', 0)).toBe('')
})

test('texts that a pattern matches', () => {
  expect(sampleOf('ab\\.[0-9]{3,9}')).toMatch(/^ab\.[0-9]{3}$/)
  expect(maskOf('ab\\.[0-9]{3,9}')).toMatch(/^ab\.([0-9])\1\1$/)
})
