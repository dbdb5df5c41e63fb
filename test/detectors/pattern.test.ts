import { isWhole, readPattern, token } from '../../src/detectors/pattern.ts'
import { createPlace } from '../../src/detectors/place.ts'
import { matched } from './looks.ts'

test('a pattern is steps, each of one class and bounded', () => {
  const { steps, from, to } = readPattern('ab\\.([0-9a-f]{2,4}x)')
  expect(steps.map(({ set, literal, least, most }) => [literal ?? set, least, most])).toEqual([
    ['a', 1, 1],
    ['b', 1, 1],
    ['.', 1, 1],
    ['0-9a-f', 2, 4],
    ['x', 1, 1],
  ])
  expect([from, to]).toEqual([3, 5])
})

test.each(['a*', 'a+', 'a?', 'a|b', 'a{2,}', '.', '[a]{1,2}{3}', '\\d'])('%s is none', (source) => {
  expect(() => readPattern(source)).toThrow(TypeError)
})

test.each([
  ['acme-[0-9a-f]{8}', 'x acme-0123abcd y', 'acme-0123abcd'],
  ['acme-[0-9a-f]{8}', 'xacme-0123abcd', 'acme-0123abcd'],
  ['acme-[0-9a-f]{8}', 'ACME-0123abcd', undefined],
  ['acme-[0-9a-f]{8}', 'acme-0123abcde', undefined],
  ['acme-[0-9a-f]{8}', 'acme-0123abcdZ', undefined],
  ['acme-[0-9a-f]{8}', 'acme-0123abc', undefined],
  ['^acme-[0-9a-f]{8}', 'my-acme-0123abcd', undefined],
  ['^acme-[0-9a-f]{8}', '"\\nacme-0123abcd', 'acme-0123abcd'],
  ['acm[0-9a-f]{8}', 'xacm0123abcd', undefined],
  ['acm[0-9a-f]{8}', '\\nacm0123abcd', 'acm0123abcd'],
  ['Key=([a-z]{4}==)', 'Key=abcd==;', 'abcd=='],
  ['[0-9]{3,4}:AA[a-z]{4}', 'id 1234:AAabcd.', '1234:AAabcd'],
  ['[0-9]{3,4}:AA[a-z]{4}', '12345:AAabcd', undefined],
  ['[0-9]{3,4}:AA[a-z]{4}', '12:AAabcd', undefined],
  ['[a-z]{3}:AA[a-z]{4}', '\\nabc:AAabcd', 'abc:AAabcd'],
])('%s in %j', (source, text, found) => {
  expect(matched(token(source), text)).toBe(found)
})

test('a pattern needs three characters to be found by', () => {
  expect(() => token('[a-z]{3}ab[0-9]{9}')).toThrow('No keyword of three characters: [a-z]{3}ab[0-9]{9}')
})

test('a run in which the keyword may stand again is looked at once', () => {
  expect(token('ab_[\\w]{40,90}').run).toBeDefined()
  expect(token('ab_[\\w]{40}').run).toBeUndefined()
  expect(token('ab-[\\w]{40,90}').run).toBeUndefined()
})

test('all of a range, or not', () => {
  const whole = (text: string) =>
    isWhole(readPattern('[a-z]{2,3}[0-9]{1}'), Buffer.from(text), 0, text.length, createPlace())
  expect(['ab1', 'abc1', 'ab12', 'a1', 'abcd1', 'ab'].map(whole)).toEqual([true, true, false, false, false, false])
})
