import { GatewayError } from '../../core/errors.ts'
import type { IndexedExchange, IndexStore } from '../../core/search.ts'
import type { Timing } from '../../core/timing.ts'
import { isRefusal } from '../failure.ts'
import { documentOf, type ReadBeginning } from './document.ts'

/** Entries of one batch, at the most. */
const BATCH = 500
/** Exchanges that are read and put together. */
const AT_ONCE = 50
/** Milliseconds between looks, where there was nothing more to do. */
const LOOK = 1_000
/** So many times as long as a batch took, nothing is done after it: requests come first. */
const REST = 4
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
  const exchanges = [...new Set([...parts.flatMap(({ exchanges }) => exchanges), ...stale])]
  for (let from = 0; from < exchanges.length; from += AT_ONCE) {
    await indexThese({ store, read, report }, exchanges.slice(from, from + AT_ONCE))
  }
  if (parts.length > 0) await store.advance(parts)
  return parts.length > 0 || stale.length === BATCH
}

/** What can't be read or taken is reported: it must not keep all that comes after it from being found. */
async function indexThese(
  { store, read, report }: Pick<IndexerOptions, 'store' | 'read' | 'report'>,
  exchanges: readonly string[],
): Promise<void> {
  const indexed: IndexedExchange[] = []
  for (const { lines, session } of await store.read(exchanges)) {
    await documentOf(lines, session, read).then((document) => indexed.push(document), passOver(report))
  }
  await store.put(indexed).catch(async (thrown: unknown) => {
    if (!isRefusal(thrown)) throw thrown
    for (const one of indexed) await store.put([one]).catch(passOver(report))
  })
}

/** Whatever the database is not to blame for. */
function passOver(report: (error: unknown) => void) {
  return (thrown: unknown): void => {
    if (thrown instanceof GatewayError && !isRefusal(thrown)) throw thrown
    report(thrown)
  }
}
