import { hostname } from 'node:os'
import type { DatabasePool } from 'slonik'
import type { Metrics } from './api/metrics.ts'
import type { Config } from './config/config.ts'
import { tampered } from './journal/failure.ts'
import { createJournal, type GroupJournal } from './journal/journal.ts'
import { createJournalStore } from './store/journal.ts'
import { type Tell, tellingJournal } from './store/telling.ts'

interface JournalPorts {
  readonly pool: DatabasePool
  readonly tell: Tell
  readonly metrics: Pick<Metrics, 'journal'>
  readonly version: string
  readonly now: () => number
  readonly report: (error: unknown) => void
}

/** The journal over a migrated database. */
export function openJournal(
  { limits }: Pick<Config, 'limits'>,
  { pool, tell, metrics, version, now, report }: JournalPorts,
): GroupJournal {
  return createJournal(tellingJournal(createJournalStore(pool), tell), {
    limit: { entries: limits.journalEntries, bytes: limits.journalBytes },
    writer: { host: hostname(), pid: process.pid, version, started: now() },
    now,
    report,
    forked: (writer) => report(tampered(writer)),
    committed: metrics.journal.committed,
  })
}
