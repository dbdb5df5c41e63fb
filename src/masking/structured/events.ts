import { BYTE_ORDER_MARK } from './characters.ts'
import { maskedMessage } from './message.ts'
import { LONGEST_WHOLE, type StreamRedactor, unmaskable } from './stream.ts'
import type { IsSecret, Targets } from './targets.ts'

const MARK = Buffer.from(BYTE_ORDER_MARK)
/** Bytes that the end of an event takes at most. */
const LONGEST_END = 4

/**
 * Replaces fields of the JSON texts that server-sent events have for data (HTML Standard, section 9.2), event by event:
 * each passes once it is complete. Data that is no JSON and has no members passes as it is. Throws ERR_UNMASKABLE for any
 * other, and for an event of more than a mebibyte.
 */
export function createEventsRedactor(targets: Targets, isSecret: IsSecret): StreamRedactor {
  let held = Buffer.alloc(0)
  let started = false
  return {
    write(chunk) {
      let from = Math.max(0, held.length - LONGEST_END)
      held = Buffer.concat([held, chunk])
      const out: Buffer[] = []
      for (let end = endOfEvent(held, from); end >= 0; end = endOfEvent(held, from)) {
        // A mark is no part of the first line.
        const mark = !started && held.indexOf(MARK) === 0 ? MARK.length : 0
        started = true
        out.push(held.subarray(0, mark), maskedEvent(held.subarray(mark, end), targets, isSecret))
        held = held.subarray(end)
        from = 0
      }
      if (held.length > LONGEST_WHOLE) throw unmaskable('an event of it is larger than 1 MiB')
      return Buffer.concat(out)
    },
    // A client drops an event that isn't complete.
    end: () => Buffer.alloc(0),
  }
}

/** Behind the empty line that ends an event. A lone carriage return at the end may yet be the half of a line's end. */
function endOfEvent(text: Buffer, from: number): number {
  const match = /(?:\r\n|\n|\r(?!\n|$))(?:\r\n|\n|\r(?!\n|$))/.exec(text.toString('latin1', from))
  return match === null ? -1 : from + match.index + match[0].length
}

function maskedEvent(event: Buffer, targets: Targets, isSecret: IsSecret): Buffer {
  const lines = event.toString().match(/[^\r\n]*(?:\r\n|\n|\r)/g) ?? []
  const data = lines.filter(isData).map((line) => line.replace(/^data:? ?/, '').replace(/[\r\n]+$/, ''))
  if (data.length === 0) return event
  const text = data.join('\n')
  const masked = maskedMessage(Buffer.from(text), targets, isSecret).toString()
  if (masked === text) return event
  const first = lines.findIndex(isData)
  const [lineEnd] = /[\r\n]+$/.exec(lines[first]!)!
  const made = masked.split('\n').map((line) => `data: ${line}${lineEnd}`)
  return Buffer.from(
    [...lines.slice(0, first), ...made, ...lines.slice(first).filter((line) => !isData(line))].join(''),
  )
}

function isData(line: string): boolean {
  return /^data[:\r\n]/.test(line)
}
