import type { TextLayout } from '../core/adapter.ts'
import { type Direction, dayOf, type RecordLevel } from '../core/recording.ts'
import type { Exchange, Matched, Tape } from './exchange.ts'
import type { Gate } from './gate.ts'

/** What is recorded, and how. */
export interface Taping {
  readonly direction: Direction
  readonly level: RecordLevel
  /** What its characters are written in; null where it can't be masked, and so isn't kept. */
  readonly units: TextLayout['units'] | null
}

/** Begins to record what goes by, with every secret that we can tell masked. It is closed when the exchange is settled. */
export function tape(
  gate: Gate,
  exchange: Exchange,
  { session, request }: Matched,
  { direction, level, units }: Taping,
): Tape {
  const day = dayOf(gate.now())
  const recorder = gate.recordings.recorder({ connection: request.connection.name, day })
  const limit =
    level === 'none' || units === null ? 0 : level === 'full' ? gate.limits.fullBytes : gate.limits.headBytes
  const redactor = limit === 0 ? null : gate.recordMasker(session.id).text(units!)
  let bytes = 0
  let taken = 0
  let skipped = 0
  let isWhole = false

  const made: Tape = {
    add(chunk, counted = chunk.length) {
      bytes += counted
      const room = limit - taken
      if (redactor === null || room <= 0) return
      const part = chunk.subarray(0, room)
      taken += part.length === chunk.length ? counted : part.length
      recorder.take(redactor.write(part), gate.now() - exchange.at)
    },
    skip(count) {
      bytes += count
      skipped += count
    },
    complete() {
      isWhole = true
    },
    async close() {
      // Where text was cut, by us or by either side, what the redactor still holds could be a secret's first half.
      const ended = isWhole && taken + skipped === bytes
      if (ended && redactor !== null) recorder.take(redactor.end(), gate.now() - exchange.at)
      const kept = ended || redactor === null ? taken : taken - redactor.held()
      const why = whyNot(units !== null, level, taken + skipped < bytes, skipped > 0)
      const leftOut = kept === bytes ? null : ({ bytes: bytes - kept, why } as const)
      return { direction, bytes, leftOut, ...(await recorder.close()) }
    },
  }
  exchange.tapes.push(made)
  return made
}

function whyNot(isText: boolean, level: RecordLevel, isOver: boolean, hasSkipped: boolean) {
  if (!isText) return 'binary'
  if (level === 'none') return 'level'
  if (isOver) return 'limit'
  return hasSkipped ? 'binary' : 'cut'
}
