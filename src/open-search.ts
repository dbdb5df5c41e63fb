import type { DatabasePool } from 'slonik'
import type { ExchangeReader, SessionRecord } from './api/people.ts'
import { newId } from './core/id.ts'
import type { Timing } from './core/timing.ts'
import { beginningOf } from './journal/recordings/beginning.ts'
import { bytesOf } from './journal/recordings/bytes.ts'
import { startIndexer } from './journal/search/indexer.ts'
import { createChunkStore } from './store/chunks.ts'
import { createIndexStore } from './store/exchange-index.ts'
import { createExchangeReader } from './store/exchanges.ts'
import { createReplayReader } from './store/replay.ts'
import { createSearch } from './store/search.ts'

/** What sessions are found by and replayed from, over a migrated database, and what keeps the search index up to date. */
export function openSearch({
  pool,
  timing,
  report,
}: {
  readonly pool: DatabasePool
  readonly timing: Timing
  readonly report: (error: unknown) => void
}): { readonly readers: { exchanges: ExchangeReader; record: SessionRecord }; close(): Promise<void> } {
  const chunks = createChunkStore(pool)
  const indexer = startIndexer({
    ...{ store: createIndexStore(pool), read: beginningOf(chunks), holder: newId(timing.now()), timing, report },
  })
  return {
    readers: {
      exchanges: createExchangeReader(pool),
      record: { ...createReplayReader(pool), find: createSearch(pool), bytes: bytesOf(chunks) },
    },
    close: indexer.close,
  }
}
