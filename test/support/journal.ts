import { type DatabasePool, sql } from 'slonik'
import { z } from 'zod'
import type { GatewayError } from '../../src/core/errors.ts'
import type { EntryKind, Intent, Outcome, Stage } from '../../src/core/journal.ts'
import type { JournalStore } from '../../src/core/ports.ts'
import { createJournal, type JournalOptions } from '../../src/journal/journal.ts'
import { createJournalStore } from '../../src/store/journal.ts'

export const quiet: JournalOptions = {
  limit: { entries: 10_000, bytes: 2 ** 30 },
  writer: { host: 'gate.test', pid: 1, version: '0.0.0', started: 0 },
  now: () => Date.now(),
  report: () => {},
  forked: () => {},
  committed: () => {},
}

/** A journal of a test's own. */
export interface TestJournal {
  /** Resolves once all of it is durable. */
  append(batch: { intents?: readonly Intent[]; outcomes?: readonly Outcome[] }): Promise<void>
  /** False where any approval couldn't be used. */
  appendWithUse(intent: Intent): Promise<boolean>
  reach(stage: Stage): Promise<void>
  close(): Promise<void>
}

export function testJournal(pool: DatabasePool, wrapped = (store: JournalStore) => store): TestJournal {
  const journal = createJournal(wrapped(createJournalStore(pool)), quiet)
  return {
    async append({ intents = [], outcomes = [] }) {
      for (const outcome of outcomes) journal.settle(outcome)
      await Promise.all(intents.map((intent) => journal.intend(intent)))
      while (journal.lag.entries > 0) await new Promise(setImmediate)
    },
    appendWithUse: (intent) =>
      journal.intend(intent).then(
        () => true,
        (error: GatewayError) => {
          if (error.code === 'ERR_APPROVAL_USED') return false
          throw error
        },
      ),
    reach: journal.reach,
    close: journal.close,
  }
}

const entry = z.object({ entry: z.string() })

/** What is on record of such kinds, parsed: chain after chain, or with `at`, by time. */
export async function entriesOf<T = Record<string, unknown>>(
  pool: DatabasePool,
  ...kinds: EntryKind[]
): Promise<readonly T[]> {
  const rows = await pool.any(sql.type(entry)`
    select entry from sallyport.entries where kind = any(${sql.array(kinds, 'text')}) order by at, writer, sequence`)
  return rows.map((row) => JSON.parse(row.entry) as T)
}
