import { type Civil, dayOfYear, MONTHS, WEEKDAYS, weekdayOf } from './calendar.ts'
import { layoutOf } from './layout.ts'
import { UTC, type Zone } from './zone.ts'

/** A time as a zone's clocks show it. */
export interface Shown {
  readonly civil: Civil
  readonly nanoseconds: number
  readonly zone: Zone
  /** Seconds ahead of UTC. */
  readonly offset: number
}

/**
 * A time by a layout of Go's. Throws an Error where the layout asks for a zone's abbreviation, other than UTC's: Node
 * doesn't know them as the IANA database has them. Source: Go's time.Time.Format.
 */
export function formatTime(shown: Shown, layout: string): string {
  const { chunks, rest } = layoutOf(layout)
  return chunks.map(({ prefix, part }) => prefix + format(shown, part)).join('') + rest
}

function digits(value: number, width: number, fill = '0'): string {
  return String(value).padStart(width, fill)
}

function format(shown: Shown, part: string): string {
  const { civil } = shown
  const form = FORMS[part]
  if (form !== undefined) return form(civil)
  if (part === 'MST') return abbreviation(shown.zone)
  return part.startsWith('-') || part.startsWith('Z') ? formatOffset(shown.offset, part) : fraction(shown, part)
}

const FORMS: { readonly [part: string]: (civil: Civil) => string } = {
  '2006': ({ year }) => digits(year, 4),
  '06': ({ year }) => digits(year % 100, 2),
  January: ({ month }) => MONTHS[month - 1]!,
  Jan: ({ month }) => MONTHS[month - 1]!.slice(0, 3),
  '1': ({ month }) => String(month),
  '01': ({ month }) => digits(month, 2),
  Monday: (civil) => WEEKDAYS[weekdayOf(civil)]!,
  Mon: (civil) => WEEKDAYS[weekdayOf(civil)]!.slice(0, 3),
  '2': ({ day }) => String(day),
  _2: ({ day }) => digits(day, 2, ' '),
  '02': ({ day }) => digits(day, 2),
  __2: (civil) => digits(dayOfYear(civil), 3, ' '),
  '002': (civil) => digits(dayOfYear(civil), 3),
  '15': ({ hour }) => digits(hour, 2),
  '3': ({ hour }) => String(hour % 12 || 12),
  '03': ({ hour }) => digits(hour % 12 || 12, 2),
  '4': ({ minute }) => String(minute),
  '04': ({ minute }) => digits(minute, 2),
  '5': ({ second }) => String(second),
  '05': ({ second }) => digits(second, 2),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
}

function abbreviation(zone: Zone): string {
  if (zone === UTC) return 'UTC'
  throw new Error(`time.format: the abbreviation of ${zone.name} is not supported.`)
}

function formatOffset(offset: number, part: string): string {
  if (part.startsWith('Z') && offset === 0) return 'Z'
  const minutes = Math.trunc(offset / 60)
  const size = Math.abs(minutes)
  const sign = minutes < 0 ? '-' : '+'
  const colon = part.includes(':') ? ':' : ''
  const shape = part.slice(1).replaceAll(':', '')
  const hours = sign + digits(Math.floor(size / 60), 2)
  if (shape === '07') return hours
  const short = `${hours}${colon}${digits(size % 60, 2)}`
  return shape === '0700' ? short : `${short}${colon}${digits(secondsOf(offset, minutes), 2)}`
}

/** Go takes a negative offset of less than a minute for a positive one, its seconds for negative. */
function secondsOf(offset: number, minutes: number): number {
  if (minutes >= 0 && offset < 0) throw new Error('time.format: such an offset is not supported.')
  return Math.abs(offset) % 60
}

function fraction({ nanoseconds }: Shown, part: string): string {
  const all = digits(nanoseconds, 9)
  const kept = all.slice(0, part.length - 1)
  if (part[1] === '0') return part[0] + kept
  const trimmed = kept.replace(/0+$/, '')
  return trimmed === '' ? '' : part[0] + trimmed
}
