import { GatewayError } from '../../core/errors.ts'
import type { IndexStore } from '../../core/search.ts'
import type { Timing } from '../../core/timing.ts'
import { isRefusal } from '../failure.ts'
import { documentOf, type ReadBeginning } from './document.ts'

/** Entries of one batch, at the most. */
const BATCH = 200
/** Milliseconds between looks, where there was nothing more to do. */
const LOOK = 1_000
/** So many times as long as a batch took, nothing is done after it: requests come first. */
const REST = 2
/** Seconds for which one process is at it. Longer than a batch takes. */
const CLAIM = 30
/** Looks between searches for words of recordings that were deleted. */
const FORGET_EVERY = 60

export interface IndexerOptions {
  readonly store: IndexStore
  readonly read: ReadBeginning
  /** This process. */
  readonly holder: string
  readonly timing: Timing
  readonly report: (error: unknown) => void
}

/** Fills the search index behind the journal, outside of its commits. One process at a time does so; it may die at any moment. */
export function startIndexer(options: IndexerOptions): { close(): Promise<void> } {
  const { timing, report } = options
  const over = new AbortController()
  const done = (async () => {
    let looks = 0
    while (!over.signal.aborted) {
      const start = timing.now()
      const busy = await indexSome(options, looks % FORGET_EVERY === 0).catch((thrown: unknown) => {
        report(thrown)
        return false
      })
      if (!busy) looks++
      await timing.sleep(busy ? REST * (timing.now() - start) : LOOK, over.signal)
    }
  })()
  return {
    async close() {
      over.abort()
      await done
    },
  }
}

/** One batch. True where there may be more to do at once. */
export async function indexSome(
  { store, read, holder, report }: Omit<IndexerOptions, 'timing'>,
  forget: boolean,
): Promise<boolean> {
  if (!(await store.claim(holder, CLAIM))) return false
  const parts = await store.fresh(BATCH)
  const stale = parts.length === 0 && forget ? await store.stale(BATCH) : []
  for (const exchange of new Set([...parts.flatMap(({ exchanges }) => exchanges), ...stale])) {
    const found = await store.read(exchange)
    if (found === null) continue
    // What can't be read or taken must not keep all that comes after it from being found.
    await documentOf(found.lines, found.session, read)
      .then(store.put)
      .catch((thrown: unknown) => {
        if (thrown instanceof GatewayError && !isRefusal(thrown)) throw thrown
        report(thrown)
      })
  }
  if (parts.length > 0) await store.advance(parts)
  return parts.length > 0 || stale.length === BATCH
}
