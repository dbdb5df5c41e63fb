import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { Numeral } from '../../../../src/policy/builtins/numeral.ts'
import { call } from '../calling.ts'

/** 2024-02-29T12:34:56.789012345Z */
const NOW = 1_709_210_096_789_012_345n

test('texts become nanoseconds, exactly', () => {
  expect(call('time.parse_rfc3339_ns', '2024-02-29T13:34:56.789012345+01:00')).toBe(NOW)
  expect(call('time.parse_ns', 'ANSIC', 'Thu Feb 29 12:34:56 2024')).toBe(1_709_210_096_000_000_000n)
  expect(call('time.parse_duration_ns', '1h')).toBe(3_600_000_000_000n)
})

test('times beyond an int64 have no nanoseconds', () => {
  expect(call('time.parse_rfc3339_ns', '2262-04-11T23:47:16.854775807Z')).toBe(2n ** 63n - 1n)
  expect(call('time.parse_rfc3339_ns', '2262-04-11T23:47:16.854775808Z')).toBeUndefined()
  expect(call('time.parse_rfc3339_ns', '1677-09-21T00:12:43.145224191Z')).toBeUndefined()
})

test('dates, clocks and weekdays are of a zone', () => {
  expect([call('time.date', NOW), call('time.clock', NOW), call('time.weekday', NOW)]).toEqual([
    [2024, 2, 29],
    [12, 34, 56],
    'Thursday',
  ])
  expect(call('time.clock', [NOW, 'Asia/Kolkata'])).toEqual([18, 4, 56])
  expect(call('time.date', [-1n, ''])).toEqual([1969, 12, 31])
})

test('a time is formatted in its zone by its layout', () => {
  expect(call('time.format', NOW)).toBe('2024-02-29T12:34:56.789012345Z')
  expect(call('time.format', [NOW, 'America/New_York'])).toBe('2024-02-29T07:34:56.789012345-05:00')
  expect(call('time.format', [NOW, 'UTC', 'RFC1123'])).toBe('Thu, 29 Feb 2024 12:34:56 UTC')
  expect(call('time.format', [NOW, 'Europe/Berlin', '2 Jan 15:04'])).toBe('29 Feb 13:34')
})

test('dates are added by the calendar, in the zone', () => {
  expect(call('time.add_date', NOW, 1, 0, 0)).toBe(call('time.parse_rfc3339_ns', '2025-03-01T12:34:56.789012345Z'))
  expect(call('time.add_date', [NOW, 'Europe/Berlin'], 0, 1, 2)).toBe(
    call('time.parse_rfc3339_ns', '2024-03-31T13:34:56.789012345+02:00'),
  )
  expect(call('time.add_date', NOW, 0, 0, new Numeral('-1.0'))).toBe(NOW - 86_400_000_000_000n)
  expect([call('time.add_date', NOW, 300, 0, 0), call('time.add_date', NOW, 0, 1.5, 0)]).toEqual([undefined, undefined])
  expect(() => call('time.add_date', NOW, 10n ** 12n, 0, 0)).toThrow('so large an amount')
})

test('differences are by the first zone, whichever is later', () => {
  const later = call('time.parse_rfc3339_ns', '2025-04-01T11:00:00Z')!
  expect(call('time.diff', NOW, later)).toEqual([1, 1, 0, 22, 25, 4])
  expect(call('time.diff', later, NOW)).toEqual([1, 1, 0, 22, 25, 4])
  expect(call('time.diff', [NOW, 'Europe/Berlin'], [later, 'UTC'])).toEqual([1, 1, 0, 23, 25, 4])
})

test('operands that are no times have no answer', () => {
  const others: Value[] = ['x', [], [NOW, 1], [NOW, 'Nowhere'], [NOW, 'UTC', 1], 1.5, 2n ** 63n, null]
  for (const operand of others) {
    for (const name of ['time.date', 'time.clock', 'time.weekday', 'time.format'])
      expect(call(name, operand)).toBeUndefined()
    expect([call('time.diff', operand, 0), call('time.add_date', operand, 0, 0, 0)]).toEqual([undefined, undefined])
  }
})
