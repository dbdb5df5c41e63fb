import { type Readable, Transform } from 'node:stream'
import type { TextLayout } from '../core/adapter.ts'
import { header } from '../core/request.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate } from './gate.ts'
import { levelsOf } from './record-levels.ts'
import { tape } from './recording.ts'
import { roomToRecord } from './room.ts'

/** A request's body on its way upstream, recorded as it goes. What isn't text, or not at all recorded, is only counted. */
export function taped(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  body: Readable,
  length: number | undefined,
): Readable {
  const { request: level } = levelsOf(exchange, matched)
  const units = unitsOf(matched)
  const recording = tape(gate, exchange, matched, { direction: 'request', level, units })
  if ((units === null || level === 'none') && length !== undefined) {
    recording.add(Buffer.alloc(0), length)
    recording.complete()
    return body
  }
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      recording.add(chunk)
      if (gate.recordings.full) roomToRecord(gate).then(() => done(null, chunk), done)
      else done(null, chunk)
    },
    flush(done) {
      recording.complete()
      done()
    },
  })
  body.on('error', (error) => through.destroy(error))
  through.on('close', () => body.destroy())
  return body.pipe(through)
}

function unitsOf({ adapter, request: { headers } }: Matched): TextLayout['units'] | null {
  if (header(headers, 'content-type') === undefined) return null
  try {
    const { codings, part, units } = adapter.text({ status: 200, headers })
    return codings.length === 0 && !part ? units : null
  } catch {
    return null
  }
}
