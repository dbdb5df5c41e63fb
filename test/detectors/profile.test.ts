import { profileOf } from '../../src/detectors/profile.ts'
import { characters } from '../../src/detectors/sample.ts'

test('what a value consists of', () => {
  expect(profileOf(Buffer.from('..abcABC11  ..'), 2, 12)).toEqual({
    kinds: 4,
    letters: 6,
    digits: 2,
    hexadecimal: 8,
    distinct: 8,
    entropy: expect.closeTo(2.92, 2),
    strange: 2,
    longestRun: 2,
    unrest: 0.3,
    wordiness: 0.6,
  })
})

test('entropy is in bits a character', () => {
  expect(profileOf(Buffer.from('aaaa')).entropy).toBe(0)
  expect(profileOf(Buffer.from('abab')).entropy).toBe(1)
  expect(profileOf(Buffer.from('abcdefgh')).entropy).toBe(3)
})

test('words are told from chance', () => {
  const wordiness = (value: string) => profileOf(Buffer.from(value)).wordiness
  for (const words of ['shop-database-credentials', 'getUserNameFromToken', 'PasswordForgotten', 'authentication']) {
    expect(wordiness(words)).toBeGreaterThan(0.6)
  }
  expect(wordiness(characters('a-z', 40))).toBeLessThan(0.5)
  expect(wordiness('a1b2')).toBe(0)
})
