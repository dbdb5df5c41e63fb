import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { EventBuffer } from './buffer.ts'

/** Events as a service takes them: a gzipped JSON array. */
export interface Batch {
  readonly body: Buffer
  readonly events: number
}

/** How much smaller events may become: how many are tried at once. */
const RATIO = 16

const compress = promisify(gzip)

/**
 * Takes the oldest events that together have at most so many bytes, compressed. Null where the oldest one alone has
 * more: then that one is taken, and there is nothing to be sent.
 */
export async function takeBatch(buffer: EventBuffer, limit: number): Promise<Batch | null> {
  let lines = buffer.take(limit * RATIO)
  for (;;) {
    const body = await compress(`[${lines.join(',')}]`)
    if (body.length <= limit) return { body, events: lines.length }
    if (lines.length === 1) return null
    const half = Math.ceil(lines.length / 2)
    buffer.putBack(lines.slice(half))
    lines = lines.slice(0, half)
  }
}
