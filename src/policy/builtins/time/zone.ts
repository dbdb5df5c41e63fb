import { Lru } from '../lru.ts'
import { type Civil, civilOf, secondsOf } from './calendar.ts'
import { isZoneName } from './names.ts'

/** A time zone: the seconds that its clocks are ahead of UTC at a time, in seconds from 1970. */
export interface Zone {
  readonly name: string
  offsetAt(seconds: number): number
}

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0 }

/** A day of grace, for times of clocks that are taken for times of UTC at first. */
const EARLIEST = -86_400

const zones = new Lru<Zone>(64)

/**
 * A zone of the IANA database by its name, '' and 'UTC' included; undefined for another name. Throws an Error for zones of
 * the machine, and its `offsetAt` for times before 1970, where copies of the database differ by how they were made. Node's
 * own copy may be newer or older than that which OPA finds.
 */
export function zoneOf(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC
  if (name === 'Local' || name === 'Factory') throw new Error(`The time zone ${name} is not supported.`)
  return isZoneName(name) ? zones.get(name, () => load(name)) : undefined
}

function load(name: string): Zone {
  const fields = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return {
    name,
    offsetAt(seconds) {
      if (seconds < EARLIEST) throw new Error(`A time in ${name} before 1970 is not supported.`)
      const [month, day, year, hour, minute, second] = fields
        .format(seconds * 1000)
        .match(/\d+/g)!
        .map(Number)
      const civil = { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! }
      return secondsOf(civil) - seconds
    },
  }
}

/** What a zone's clocks show. */
export function civilIn(zone: Zone, seconds: number): Civil {
  return civilOf(seconds + zone.offsetAt(seconds))
}

/** When a zone's clocks show a time: where they are put forward or back, as Go's time.Date takes it. */
export function instantOf(zone: Zone, civil: Civil): number {
  const local = secondsOf(civil)
  const offset = zone.offsetAt(local)
  return offset === 0 ? local : local - zone.offsetAt(local - offset)
}
