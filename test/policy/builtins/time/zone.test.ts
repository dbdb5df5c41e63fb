import { secondsOf } from '../../../../src/policy/builtins/time/calendar.ts'
import { civilIn, instantOf, UTC, zoneOf } from '../../../../src/policy/builtins/time/zone.ts'

const berlin = zoneOf('Europe/Berlin')!
const at = (month: number, day: number, hour: number, minute = 0) => ({
  year: 2024,
  month,
  day,
  hour,
  minute,
  second: 0,
})

test('a zone is ahead of UTC by its rules', () => {
  expect([berlin.offsetAt(secondsOf(at(1, 1, 0))), berlin.offsetAt(secondsOf(at(7, 1, 0)))]).toEqual([3600, 7200])
  expect(zoneOf('Asia/Kathmandu')!.offsetAt(1_700_000_000)).toBe(20_700)
  expect(civilIn(zoneOf('America/New_York')!, secondsOf(at(1, 1, 0)))).toEqual({
    year: 2023,
    month: 12,
    day: 31,
    hour: 19,
    minute: 0,
    second: 0,
  })
})

test('times that clocks skip or show twice are taken as Go takes them', () => {
  expect(instantOf(berlin, at(3, 31, 2, 30))).toBe(secondsOf(at(3, 31, 1, 30)))
  expect(instantOf(berlin, at(10, 27, 2, 30))).toBe(secondsOf(at(10, 27, 1, 30)))
})

test('UTC has no offset, and an unknown name no zone', () => {
  expect([zoneOf(''), zoneOf('UTC')]).toEqual([UTC, UTC])
  expect([zoneOf('Nowhere'), zoneOf('europe/berlin')]).toEqual([undefined, undefined])
})

test('what differs from machine to machine is refused', () => {
  expect(() => zoneOf('Local')).toThrow('The time zone Local is not supported.')
  expect(() => berlin.offsetAt(-1_000_000_000)).toThrow('before 1970')
})
