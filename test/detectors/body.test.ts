import { runOn, untilEndMark, untilQuote } from '../../src/detectors/body.ts'
import { tableOf } from '../../src/detectors/bytes.ts'

const END = ['-----END', 'PRIVATE', 'KEY-----'].join(' ')

test.each([
  ['ab', false, { next: 2, over: false }],
  ['ab', true, { next: 2, over: true }],
  ['ab ', false, { next: 2, over: true }],
])('a run of letters in %j, final %s', (text, final, expected) => {
  expect(runOn(tableOf('a-z'))(Buffer.from(text), 0, final)).toEqual(expected)
})

test.each([
  ['ab"', { next: 2, over: true }],
  ['a\\"b"', { next: 4, over: true }],
  ['a\\', { next: 1, over: false }],
  ['a\nb"', { next: 1, over: true }],
  ['ab', { next: 2, over: false }],
])('a quoted value in %j', (text, expected) => {
  expect(untilQuote(0x22)(Buffer.from(text), 0, false)).toEqual(expected)
})

test('a key goes on to its end mark, however that is cut', () => {
  const text = `ab-c\n${END} d`
  for (let cut = 0; cut < text.length; cut++) {
    const first = untilEndMark(Buffer.from(text.slice(0, cut)), 0, false)
    const { next, over } = first.over ? first : untilEndMark(Buffer.from(text), first.next, true)
    expect([next, over]).toEqual([5 + END.length, true])
  }
  expect(untilEndMark(Buffer.from('ab"'), 0, false)).toEqual({ next: 2, over: true })
  expect(untilEndMark(Buffer.from('ab-'), 0, true)).toEqual({ next: 3, over: true })
})
