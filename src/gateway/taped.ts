import { type Readable, Transform } from 'node:stream'
import { header } from '../core/request.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate } from './gate.ts'
import { levelsOf } from './record-levels.ts'
import { tape } from './recording.ts'
import { roomToRecord } from './room.ts'
import { textUnits } from './text-units.ts'

/** A request's body on its way upstream, recorded as it goes. What isn't text, or not at all recorded, is only counted. */
export function taped(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  body: Readable,
  length: number | undefined,
): Readable {
  const { request: level } = levelsOf(exchange, matched)
  const { adapter, request } = matched
  // What says nothing of itself is taken for text in an answer alone.
  const isNamed = header(request.headers, 'content-type') !== undefined
  const units = isNamed ? textUnits(adapter, { status: 200, headers: request.headers }) : null
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
