import { civilOf, dayOfYear, daysIn, secondsOf, weekdayOf } from '../../../../src/policy/builtins/time/calendar.ts'

const at = (year: number, month: number, day: number) => ({ year, month, day, hour: 1, minute: 2, second: 3 })

test('a time of UTC is seconds, and seconds a time', () => {
  expect(secondsOf(at(2024, 2, 29))).toBe(Date.UTC(2024, 1, 29, 1, 2, 3) / 1000)
  expect(civilOf(secondsOf(at(1677, 9, 21)))).toEqual(at(1677, 9, 21))
  expect(civilOf(secondsOf(at(99, 1, 1)))).toEqual(at(99, 1, 1))
})

test('fields beyond their range carry over', () => {
  expect(civilOf(secondsOf(at(2023, 14, 31)))).toEqual(at(2024, 3, 2))
  expect(civilOf(secondsOf(at(2024, 0, 0)))).toEqual(at(2023, 11, 30))
})

test('days of months, weeks and years', () => {
  expect([daysIn(2023, 2), daysIn(2024, 2), daysIn(1900, 2), daysIn(2024, 12)]).toEqual([28, 29, 28, 31])
  expect([weekdayOf(at(1970, 1, 1)), weekdayOf(at(1969, 12, 28)), weekdayOf(at(2024, 2, 29))]).toEqual([4, 0, 4])
  expect([dayOfYear(at(2024, 12, 31)), dayOfYear(at(2023, 3, 1))]).toEqual([366, 60])
})
