import type { Detector } from '../../src/masking/detectors.ts'
import { createScanner, escaped, planOf } from '../../src/masking/scanner.ts'

const detector = (more: Partial<Detector>): Detector => ({
  name: 'x',
  hints: ['key:'],
  pattern: /key:\d{3}/y,
  longest: 7,
  outside: /[^a-z:\d]/g,
  body: /\d*/y,
  ...more,
})

function scan(detectors: readonly Detector[], ...pieces: string[]): string[] {
  const scanner = createScanner(planOf(detectors))
  return [...pieces.map((piece) => scanner.write(piece, false)), scanner.write('', true)]
}

test('a match is replaced with all that goes on from it, in this piece and the next', () => {
  expect(scan([detector({})], 'a key:12345', '678', '9b')).toEqual(['a [masked:x]', '', 'b', ''])
})

test('what a first group holds stays', () => {
  expect(scan([detector({ pattern: /(key:)\d{3}/y })], 'key:1234 ')).toEqual(['key:[masked:x] ', ''])
})

test('a hint that is cut is held until it is none', () => {
  expect(scan([detector({})], 'ke', 'y', 'board')).toEqual(['', '', 'keyboard', ''])
  expect(scan([detector({})], 'ke', 'y')).toEqual(['', '', 'key'])
})

test('a hint is found in either case, its pattern decides', () => {
  expect(scan([detector({})], 'KEY:1234 key:1234 ').join('')).toBe('KEY:1234 [masked:x] ')
})

test('the first detector that matches at a place counts', () => {
  const other = detector({ name: 'y', pattern: /key:\d/y })
  expect(scan([detector({}), other], 'key:123 key:1 ').join('')).toBe('[masked:x] [masked:y] ')
})

test('a hint is held only if what comes after it may be a secret', () => {
  const named = detector({ hints: ['key'], followed: '[:=]' })
  expect(scan([named], 'a key', ':123 ')).toEqual(['a ', '[masked:x] ', ''])
  expect(scan([named], 'a keys')).toEqual(['a keys', ''])
})

test('a mark ends a secret, wherever it is cut', () => {
  const marked = detector({ body: /(?:[^!]|!(?!end))*(!end)?/y, longestMark: 4 })
  const text = 'key:123 and ! more !end key'
  for (let cut = 0; cut <= text.length; cut++) {
    expect(scan([marked], text.slice(0, cut), text.slice(cut)).join('')).toBe('[masked:x] key')
  }
})

test('exact text is matched as it is', () => {
  const text = 'a.b*c(d)[e]{f}^$|\\/-+?'
  expect(new RegExp(`^${escaped(text)}$`).test(text)).toBe(true)
})
