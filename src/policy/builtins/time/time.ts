import type { Builtin, Family, Value } from '../builtin.ts'
import { int64Of, integerOf } from '../numeral.ts'
import { ofStrings } from '../operands.ts'
import { areStrings, isArray } from '../value.ts'
import { type Civil, daysIn, secondsOf, WEEKDAYS, weekdayOf } from './calendar.ts'
import { parseDuration } from './duration.ts'
import { formatTime } from './format.ts'
import { type Instant, parseTime } from './parse.ts'
import { civilIn, instantOf, type Zone, zoneOf } from './zone.ts'

const SECOND = 1_000_000_000n
/** What a character of a duration takes: each may be a part of its own. */
const STEPS_PER_CHARACTER = 16
const LEAST = -(2n ** 63n)
const MOST = 2n ** 63n - 1n
/** As many years, months or days are as many as anybody adds; far more overflow in Go's sums. */
const FARTHEST_YEARS = 100_000n
/** Beyond what is answered, by more than any zone's offset. */
const FARTHEST_SECONDS = 9.3e9

/** An operand's moment, its zone, and a layout if there is one. */
interface Moment extends Instant {
  readonly zone: Zone
  readonly layout: string
}

/** Nanoseconds alone, or in an array with a zone's name and a layout; undefined for anything else. */
function momentOf(value: Value | undefined): Moment | undefined {
  const [number, name = '', layout = ''] = isArray(value) ? value : [value]
  const nanoseconds = integerOf(number)
  if (nanoseconds === undefined || nanoseconds < LEAST || nanoseconds > MOST) return undefined
  const texts = [name, layout]
  if (!areStrings(texts)) return undefined
  const zone = zoneOf(texts[0]!)
  if (zone === undefined) return undefined
  const rest = ((nanoseconds % SECOND) + SECOND) % SECOND
  return { seconds: Number((nanoseconds - rest) / SECOND), nanoseconds: Number(rest), zone, layout: texts[1]! }
}

/** Undefined before 1677 and after 2262, where the nanoseconds from 1970 are beyond an int64. */
function nanosecondsOf({ seconds, nanoseconds }: Instant): bigint | undefined {
  const total = BigInt(seconds) * SECOND + BigInt(nanoseconds)
  return total < LEAST || total > MOST ? undefined : total
}

function ofMoment(answer: (civil: Civil, moment: Moment) => Value): Builtin {
  return {
    notation: 'json',
    call(_, operand) {
      const moment = momentOf(operand)
      return moment === undefined ? undefined : answer(civilIn(moment.zone, moment.seconds), moment)
    },
  }
}

function addDate(moment: Moment, years: bigint, months: bigint, days: bigint): bigint | undefined {
  const farthest = [FARTHEST_YEARS, FARTHEST_YEARS * 12n, FARTHEST_YEARS * 365n]
  if ([years, months, days].some((amount, index) => amount > farthest[index]! || amount < -farthest[index]!)) {
    throw new Error('time.add_date: so large an amount is not supported.')
  }
  const civil = civilIn(moment.zone, moment.seconds)
  const added = {
    ...civil,
    year: civil.year + Number(years),
    month: civil.month + Number(months),
    day: civil.day + Number(days),
  }
  // Not a number, either, for years that Date doesn't reach.
  if (!(Math.abs(secondsOf(added)) < FARTHEST_SECONDS)) return undefined
  return nanosecondsOf({ seconds: instantOf(moment.zone, added), nanoseconds: moment.nanoseconds })
}

/** Years, months, days, hours, minutes and seconds between two moments, by the clocks of the first one's zone. */
function difference(one: Moment, other: Moment): number[] {
  const later = one.seconds > other.seconds || (one.seconds === other.seconds && one.nanoseconds > other.nanoseconds)
  const [start, end] = (later ? [other, one] : [one, other]).map(({ seconds }) => civilIn(one.zone, seconds))
  const [from, to] = [start!, end!]
  const parts = [
    to.year - from.year,
    to.month - from.month,
    to.day - from.day,
    to.hour - from.hour,
    to.minute - from.minute,
    to.second - from.second,
  ]
  const carries = [0, 12, daysIn(from.year, from.month), 24, 60, 60]
  for (let index = parts.length - 1; index > 0; index -= 1) {
    if (parts[index]! >= 0) continue
    parts[index]! += carries[index]!
    parts[index - 1]! -= 1
  }
  return parts
}

function parsed(layout: string, text: string): bigint | undefined {
  const instant = parseTime(layout, text)
  return instant === undefined ? undefined : nanosecondsOf(instant)
}

/** OPA's builtins of time that don't read a clock. Source: v1/topdown/time.go. */
export const timeFamily: Family = {
  'time.parse_rfc3339_ns': ofStrings((_, text) => parsed('RFC3339', text!)),
  'time.parse_ns': ofStrings((_, layout, text) => parsed(layout!, text!)),
  'time.parse_duration_ns': ofStrings((spend, text) => {
    spend(text!.length * STEPS_PER_CHARACTER)
    return parseDuration(text!)
  }),
  'time.date': ofMoment(({ year, month, day }) => [year, month, day]),
  'time.clock': ofMoment(({ hour, minute, second }) => [hour, minute, second]),
  'time.weekday': ofMoment((civil) => WEEKDAYS[weekdayOf(civil)]!),
  'time.format': ofMoment((civil, { seconds, nanoseconds, zone, layout }) => {
    const offset = zone.offsetAt(seconds)
    return formatTime({ civil, nanoseconds, zone, offset }, layout === '' ? 'RFC3339Nano' : layout)
  }),
  'time.add_date': {
    notation: 'json',
    call(_, operand, ...amounts) {
      const moment = momentOf(operand)
      const [years, months, days] = amounts.map(int64Of)
      if (moment === undefined || years === undefined || months === undefined || days === undefined) return undefined
      return addDate(moment, years, months, days)
    },
  },
  'time.diff': {
    notation: 'json',
    call(_, first, second) {
      const [one, other] = [momentOf(first), momentOf(second)]
      return one === undefined || other === undefined ? undefined : difference(one, other)
    },
  },
}
