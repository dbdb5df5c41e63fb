import { counted, DOORS, moment, STATES, span } from '../../../src/api/pages/words.ts'
import { NOON } from '../../support/rows.ts'

test.each([
  [-5_000, '0 seconds'],
  [1_000, '1 second'],
  [119_000, '119 seconds'],
  [120_000, '2 minutes'],
  [7_199_000, '119 minutes'],
  [7_200_000, '2 hours'],
])('%d ms are %s', (milliseconds, words) => {
  expect(span(milliseconds)).toBe(words)
})

test('a moment, for people and for programs', () => {
  expect(String(moment(NOON))).toBe('<time datetime="2040-01-02T12:00:00.345Z">2040-01-02 12:00:00 UTC</time>')
})

test('one and many', () => {
  expect([counted(1, 'person', 'people'), counted(0, 'person', 'people'), counted(2, 'time')]).toEqual([
    '1 person',
    '0 people',
    '2 times',
  ])
})

test('every state and every door has its words', () => {
  expect(new Set(Object.values(STATES)).size).toBe(7)
  expect(new Set(Object.values(DOORS)).size).toBe(4)
})
