import { formatTime } from '../../../../src/policy/builtins/time/format.ts'
import { UTC, zoneOf } from '../../../../src/policy/builtins/time/zone.ts'

const civil = { year: 2024, month: 2, day: 9, hour: 15, minute: 4, second: 5 }
const shown = { civil, nanoseconds: 120_000_000, zone: UTC, offset: 0 }

test('every part of a layout', () => {
  expect(formatTime(shown, 'Monday Mon January Jan 2006 06 01 1 _2 02 2 002 __2')).toBe(
    'Friday Fri February Feb 2024 24 02 2  9 09 9 040  40',
  )
  expect(formatTime(shown, '15 03 3 PM pm 04 4 05 5 .000 .999 .000000 .9')).toBe(
    '15 03 3 PM pm 04 4 05 5 .120 .12 .120000 .1',
  )
  expect(formatTime({ ...shown, nanoseconds: 0 }, '5.999x,00')).toBe('5x,00')
})

test('offsets in every form', () => {
  const east = { ...shown, offset: 20_725 }
  expect(formatTime(east, '-07 -0700 -07:00 -070000 -07:00:00 Z07:00')).toBe(
    '+05 +0545 +05:45 +054525 +05:45:25 +05:45',
  )
  expect(formatTime({ ...shown, offset: -12_600 }, '-07:00')).toBe('-03:30')
  expect(formatTime(shown, 'Z07:00 -07:00 MST')).toBe('Z +00:00 UTC')
})

test('what Node cannot tell is refused', () => {
  expect(() => formatTime({ ...shown, zone: zoneOf('Europe/Berlin')! }, 'MST')).toThrow(
    'the abbreviation of Europe/Berlin',
  )
})
