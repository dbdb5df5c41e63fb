import { hash } from 'node:crypto'
import type { ChunkReference, Recording, Shelf } from '../../core/recording.ts'
import type { ChunkQueue } from './chunk-queue.ts'
import { createTiming } from './timing.ts'

/** Masked bytes of one chunk, but for the last of a recording. */
const CHUNK = 262_144

/** Keeps masked bytes as they come, in chunks: no more than one of them is in its own hands. */
export interface Recorder {
  /** @param at milliseconds since the exchange began */
  take(masked: Buffer, at: number): void
  /** Resolves once all of it is durable. */
  close(): Promise<Pick<Recording, 'chunks' | 'timing' | 'day'>>
}

export function createRecorder(shelf: Shelf, queue: Pick<ChunkQueue, 'put'>): Recorder {
  const timing = createTiming()
  const chunks: ChunkReference[] = []
  const written: Promise<void>[] = []
  let parts: Buffer[] = []
  let held = 0

  const flush = (): void => {
    if (held === 0) return
    const content = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    const reference = { sha256: hash('sha256', content), bytes: content.length }
    parts = []
    held = 0
    chunks.push(reference)
    const put = queue.put({ ...shelf, ...reference, content })
    // It may be given up before anybody asks.
    put.catch(() => {})
    written.push(put)
  }

  return {
    take(masked, at) {
      timing.add(at, masked.length)
      for (let from = 0; from < masked.length; ) {
        const part = masked.subarray(from, from + CHUNK - held)
        parts.push(part)
        held += part.length
        from += part.length
        if (held === CHUNK) flush()
      }
    },
    async close() {
      flush()
      await Promise.all(written)
      return { chunks, timing: timing.timing, day: shelf.day }
    },
  }
}
