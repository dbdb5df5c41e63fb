import { forgetOldest } from '../../core/oldest.ts'
import { dayOf } from '../../core/recording.ts'
import type { ChunkQueue } from './chunk-queue.ts'

/** Chunks that are remembered. */
const MOST = 4_096

/**
 * Writes what is the same as something on its shelf but once: much of what goes by is asked for again and again. Only of
 * today's shelves, for they alone are sure to be there still.
 */
export function withoutDuplicates({ put }: Pick<ChunkQueue, 'put'>, now: () => number): Pick<ChunkQueue, 'put'> {
  const kept = new Map<string, Promise<void>>()
  let today = ''
  return {
    put(chunk) {
      const day = dayOf(now())
      // Even of a day that comes again: by a clock that was ahead of it, it may have been cleared.
      if (day !== today) kept.clear()
      today = day
      if (chunk.day !== today) return put(chunk)
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
