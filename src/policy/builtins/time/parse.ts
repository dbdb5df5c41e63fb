import { dayOfYear, daysIn, MONTHS, secondsOf, WEEKDAYS } from './calendar.ts'
import { type Chunk, layoutOf } from './layout.ts'

/** Seconds from 1970, and nanoseconds on top. */
export interface Instant {
  readonly seconds: number
  readonly nanoseconds: number
}

/**
 * A time by a layout of Go's; undefined where the text isn't of the layout. A zone's abbreviation, UTC and GMT with hours
 * aside, counts for nothing, as on a machine whose own zone is UTC. Source: Go's time.Parse.
 */
export function parseTime(layout: string, text: string): Instant | undefined {
  try {
    return new Reader(layout, text).read()
  } catch (thrown) {
    if (thrown instanceof Unreadable) return undefined
    throw thrown
  }
}

/** Thrown and caught here alone. */
class Unreadable extends Error {}

class Reader {
  readonly #layout: string
  #text: string
  #year = 0
  #month: number | null = null
  #day: number | null = null
  #yearDay: number | null = null
  #hour = 0
  #minute = 0
  #second = 0
  #nanoseconds = 0
  #half = ''
  #offset = 0
  /** `Z` or `UTC`, which any offset yields to. */
  #utc = false

  constructor(layout: string, text: string) {
    this.#layout = layout
    this.#text = text
  }

  read(): Instant {
    const { chunks, rest } = layoutOf(this.#layout)
    for (const [index, { prefix, part }] of chunks.entries()) {
      this.#skip(prefix)
      this.#part(part, chunks[index + 1])
    }
    this.#skip(rest)
    if (this.#text !== '') throw new Unreadable()
    if (this.#half === 'pm' && this.#hour < 12) this.#hour += 12
    if (this.#half === 'am' && this.#hour === 12) this.#hour = 0
    const [month, day] = this.#date()
    const civil = { year: this.#year, month, day, hour: this.#hour, minute: this.#minute, second: this.#second }
    return { seconds: secondsOf(civil) - (this.#utc ? 0 : this.#offset), nanoseconds: this.#nanoseconds }
  }

  /** A blank stands for any number of them, none at the end included. */
  #skip(prefix: string): void {
    for (let index = 0; index < prefix.length; index += 1) {
      if (prefix[index] !== ' ') {
        if (this.#text[0] !== prefix[index]) throw new Unreadable()
        this.#text = this.#text.slice(1)
        continue
      }
      if (this.#text !== '' && this.#text[0] !== ' ') throw new Unreadable()
      while (prefix[index + 1] === ' ') index += 1
      this.#text = this.#text.replace(/^ +/, '')
    }
  }

  /** The text that matches; it begins where the text does. */
  #take(pattern: RegExp): string {
    const found = pattern.exec(this.#text)
    if (found === null) throw new Unreadable()
    this.#text = this.#text.slice(found[0].length)
    return found[0]
  }

  #number(padded: boolean, least: number, most: number): number {
    const number = Number(this.#take(padded ? /^\d\d/ : /^\d\d?/))
    if (number < least || number > most) throw new Unreadable()
    return number
  }

  #name(names: readonly string[], length?: number): number {
    const index = names.findIndex((name) => {
      const wanted = name.slice(0, length)
      return this.#text.slice(0, wanted.length).toLowerCase() === wanted.toLowerCase()
    })
    if (index < 0) throw new Unreadable()
    this.#text = this.#text.slice(names[index]!.slice(0, length).length)
    return index
  }

  #part(part: string, next: Chunk | undefined): void {
    switch (part) {
      case '06':
        this.#year = Number(this.#take(/^(?:\d\d|[+-]\d)/))
        this.#year += this.#year >= 69 ? 1900 : 2000
        return
      case '2006':
        this.#year = Number(this.#take(/^\d{4}/))
        return
      case 'Jan':
        this.#month = this.#name(MONTHS, 3) + 1
        return
      case 'January':
        this.#month = this.#name(MONTHS) + 1
        return
      case '1':
      case '01':
        this.#month = this.#number(part === '01', 1, 12)
        return
      case 'Mon':
        this.#name(WEEKDAYS, 3)
        return
      case 'Monday':
        this.#name(WEEKDAYS)
        return
      case '2':
      case '_2':
      case '02':
        if (part === '_2') this.#take(/^ ?/)
        this.#day = this.#number(part === '02', 0, 99)
        return
      case '__2':
      case '002':
        this.#yearDay = Number(part === '002' ? this.#take(/^\d{3}/) : this.#take(/^ {0,2}\d{1,3}/))
        return
      case '15':
        this.#hour = this.#number(false, 0, 23)
        return
      case '3':
      case '03':
        this.#hour = this.#number(part === '03', 0, 12)
        return
      case '4':
      case '04':
        this.#minute = this.#number(part === '04', 0, 59)
        return
      case '5':
      case '05':
        this.#second = this.#number(part === '05', 0, 59)
        // A fraction may follow that the layout doesn't have.
        if (!/^[.,]/.test(next?.part ?? '') && /^[.,]\d/.test(this.#text)) this.#fraction(this.#take(/^[.,]\d+/))
        return
      case 'PM':
        this.#half = this.#take(/^(?:PM|AM)/).toLowerCase()
        return
      case 'pm':
        this.#half = this.#take(/^(?:pm|am)/)
        return
      case 'MST':
        this.#abbreviation()
        return
      default:
        if (/^[.,]0/.test(part)) this.#fraction(this.#take(new RegExp(`^[.,].{${part.length - 1}}`, 's')))
        else if (/^[.,]/.test(part)) this.#fraction(this.#take(/^(?:[.,]\d+)?/))
        else this.#zone(part)
    }
  }

  /** What is behind the ninth digit is dropped; a sign counts as a digit. */
  #fraction(text: string): void {
    if (text === '') return
    const kept = text.slice(1, 10)
    if (!/^(?:\+\d+|-0+|\d+)$/.test(kept)) throw new Unreadable()
    this.#nanoseconds = Number(kept) * 10 ** (9 - kept.length)
  }

  #zone(part: string): void {
    if (part.startsWith('Z') && this.#text.startsWith('Z')) {
      this.#text = this.#text.slice(1)
      this.#utc = true
      return
    }
    const shape = part.slice(1).replace(/\d\d/g, '\\d\\d')
    const text = this.#take(new RegExp(`^[+-]${shape}`))
    const [hours = 0, minutes = 0, seconds = 0] = text.match(/\d\d/g)!.map(Number)
    if (hours > 24 || minutes > 60 || seconds > 60) throw new Unreadable()
    this.#offset = ((hours * 60 + minutes) * 60 + seconds) * (text[0] === '-' ? -1 : 1)
    // Go keeps -1 for an offset that it hasn't read.
    if (this.#offset === -1) throw new Error('time.parse_ns: such an offset is not supported.')
  }

  /** Three letters, four or five that end in T, or an offset that stands for a name. */
  #abbreviation(): void {
    if (this.#text.startsWith('UTC')) {
      this.#text = this.#text.slice(3)
      this.#utc = true
      return
    }
    if (this.#text.length < 3) throw new Unreadable()
    const gmt = /^GMT(?:([+-]\d+))?/.exec(this.#text)
    if (gmt !== null) {
      const hours = Number(gmt[1] ?? 0)
      const valid = gmt[1] !== undefined && Math.abs(hours) <= 23
      this.#text = this.#text.slice(valid ? gmt[0].length : 3)
      return
    }
    const text = this.#take(/^(?:ChST|MeST|[+-]\d+|[A-Z]{3,6})/)
    if (/^[+-]/.test(text) ? Math.abs(Number(text)) > 23 : !this.#isAbbreviation(text)) throw new Unreadable()
  }

  #isAbbreviation(text: string): boolean {
    return text.length === 3 || text === 'ChST' || text === 'MeST' || text === 'WITA' || /^[A-Z]{3,4}T$/.test(text)
  }

  #date(): [number, number] {
    if (this.#yearDay === null) {
      const [month, day] = [this.#month ?? 1, this.#day ?? 1]
      if (day < 1 || day > daysIn(this.#year, month)) throw new Unreadable()
      return [month, day]
    }
    const last = dayOfYear({ year: this.#year, month: 12, day: 31, hour: 0, minute: 0, second: 0 })
    if (this.#yearDay < 1 || this.#yearDay > last) throw new Unreadable()
    let [month, day] = [1, this.#yearDay]
    for (let days = daysIn(this.#year, month); day > days; days = daysIn(this.#year, month)) {
      day -= days
      month += 1
    }
    if ((this.#month ?? month) !== month || (this.#day ?? day) !== day) throw new Unreadable()
    return [month, day]
  }
}
