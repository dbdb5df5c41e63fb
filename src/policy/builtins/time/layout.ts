import { Lru } from '../lru.ts'

/** One of the parts that Go's layouts name by the reference time, with the text before it. */
export interface Chunk {
  readonly prefix: string
  /** As the layout writes it: `2006`, `-07:00`, `.000`. */
  readonly part: string
}

export interface Layout {
  readonly chunks: readonly Chunk[]
  readonly rest: string
}

/** Go's named layouts that OPA knows. */
const NAMED: { readonly [name: string]: string } = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
}

/** The longest first, as Go's nextStdChunk looks for them. */
const PART = new RegExp(
  [
    'January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST',
    '0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm',
    '-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07',
    '[.,](?:0+|9+)(?!\\d)',
  ].join('|'),
  'g',
)

const layouts = new Lru<Layout>(128)

const LONGEST = 4096

/** A layout by its name or its own text. Throws an Error for a very long one. */
export function layoutOf(text: string): Layout {
  if (text.length > LONGEST) throw new Error(`A layout longer than ${LONGEST} is not supported.`)
  return layouts.get(text, () => {
    const source = Object.hasOwn(NAMED, text) ? NAMED[text]! : text
    const chunks: Chunk[] = []
    let end = 0
    for (const found of source.matchAll(PART)) {
      chunks.push({ prefix: source.slice(end, found.index), part: found[0] })
      end = found.index + found[0].length
    }
    return { chunks, rest: source.slice(end) }
  })
}
