/** A time of some zone's clocks and calendar; the month counts from 1. */
export interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const DAY = 86_400

/** Seconds from 1970 to a time of UTC. Fields beyond their range carry over: the 32nd of January is the 1st of February. */
export function secondsOf({ year, month, day, hour, minute, second }: Civil): number {
  const months = year * 12 + month - 1
  const date = new Date(0)
  // Unlike Date.UTC, it takes the years 0 to 99 as they are.
  date.setUTCFullYear(Math.floor(months / 12), months - Math.floor(months / 12) * 12, 1)
  return date.getTime() / 1000 + (day - 1) * DAY + hour * 3600 + minute * 60 + second
}

/** The time of UTC so many seconds from 1970 on. */
export function civilOf(seconds: number): Civil {
  const date = new Date(seconds * 1000)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  }
}

export function daysIn(year: number, month: number): number {
  return (secondsOf({ ...FIRST, year, month: month + 1 }) - secondsOf({ ...FIRST, year, month })) / DAY
}

const FIRST = { day: 1, hour: 0, minute: 0, second: 0 }

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: Civil): number {
  const days = secondsOf({ ...FIRST, year, month, day }) / DAY
  return (((days + 4) % 7) + 7) % 7
}

/** 1 is the first of January. */
export function dayOfYear({ year, month, day }: Civil): number {
  return (secondsOf({ ...FIRST, year, month, day }) - secondsOf({ ...FIRST, year, month: 1 })) / DAY + 1
}
