import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { GatewayError } from '../../core/errors.ts'
import type { Recording } from '../../core/recording.ts'
import type { SessionSource } from './source.ts'

interface Told {
  readonly kind: string
  readonly exchange: string
  readonly recordings?: readonly Recording[]
}

/**
 * A session's entries, each line as it was hashed, and behind each answer what was recorded: a line a chunk,
 * `{"recorded":{"exchange","direction","sha256","bytes","text"|"base64"}}`, or `{"recorded":{…,"deleted":true}}`.
 *
 * @throws ERR_JOURNAL_TAMPERED where a chunk isn't what its digest says
 */
export async function* ndjsonLines(source: Pick<SessionSource, 'entries' | 'bytes'>): AsyncGenerator<string> {
  for await (const line of source.entries()) {
    yield `${line}\n`
    const { kind, exchange, recordings = [] } = JSON.parse(line) as Told
    if (kind !== 'answer') continue
    for (const recording of recordings) yield* recordedLines(source, exchange, recording)
  }
}

async function* recordedLines(
  source: Pick<SessionSource, 'bytes'>,
  exchange: string,
  recording: Recording,
): AsyncGenerator<string> {
  const { direction, chunks } = recording
  if (chunks.length === 0) return
  const bytes = await source.bytes(exchange, direction)
  if (bytes === null) {
    yield lineOf({ exchange, direction, deleted: true })
    return
  }
  const contents = inPieces(
    bytes,
    chunks.map(({ bytes }) => bytes),
  )
  for (const { sha256, bytes: length } of chunks) {
    const content = (await contents.next()).value ?? Buffer.alloc(0)
    if (createHash('sha256').update(content).digest('hex') !== sha256) throw damaged(exchange, direction)
    const told = isUtf8(content) ? { text: content.toString() } : { base64: content.toString('base64') }
    yield lineOf({ exchange, direction, sha256, bytes: length, ...told })
  }
}

/** The same bytes, cut into pieces of these lengths. */
async function* inPieces(
  bytes: AsyncIterable<Uint8Array>,
  lengths: readonly number[],
): AsyncGenerator<Buffer, undefined> {
  const left = [...lengths]
  let held = Buffer.alloc(0)
  for await (const part of bytes) {
    held = Buffer.concat([held, part])
    while (left.length > 0 && held.length >= left[0]!) {
      const length = left.shift()!
      yield held.subarray(0, length)
      held = held.subarray(length)
    }
  }
}

function lineOf(recorded: object): string {
  return `${JSON.stringify({ recorded })}\n`
}

function damaged(exchange: string, direction: string): GatewayError {
  return new GatewayError(
    'ERR_JOURNAL_TAMPERED',
    `The ${direction} that was recorded of the exchange ${exchange} is not what its digest in the journal says.`,
    { fix: 'Run sallyport verify, and find out who else writes to this database.' },
  )
}
