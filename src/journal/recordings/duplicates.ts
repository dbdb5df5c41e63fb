import { forgetOldest } from '../../core/oldest.ts'
import { dayOf } from '../../core/recording.ts'
import type { ChunkQueue } from './chunk-queue.ts'

/** Chunks that are remembered, and for how many milliseconds: a database that was restored may have lost them since. */
const MOST = 4_096
const MOMENT = 300_000

/**
 * Writes what is the same as something on its shelf but once: much of what goes by is asked for again and again. Only of
 * today's shelves, for they alone are sure to be there still.
 */
export function withoutDuplicates({ put }: Pick<ChunkQueue, 'put'>, now: () => number): Pick<ChunkQueue, 'put'> {
  const kept = new Map<string, Promise<void>>()
  let moment = 0
  return {
    put(chunk) {
      const at = now()
      const current = Math.floor(at / MOMENT)
      // A clock that was ahead, and was set back, may have had the shelf cleared.
      if (current !== moment) kept.clear()
      moment = current
      if (chunk.day !== dayOf(at)) return put(chunk)
      const name = `${chunk.sha256} ${chunk.connection}`
      const same = kept.get(name)
      if (same !== undefined) return same
      const written = put(chunk)
      kept.set(name, written)
      forgetOldest(kept, MOST)
      written.catch(() => kept.delete(name))
      return written
    },
  }
}
