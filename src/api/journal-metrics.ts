import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** What the journal holds in memory, since when (milliseconds since the epoch), and what its checkpoints cover. */
export interface JournalState {
  readonly lag: { readonly entries: number; readonly bytes: number; readonly oldest: number | null }
  /** Entries that no checkpoint covers, and when the newest checkpoint was made; null where there is none. */
  readonly checkpoints: { readonly uncovered: number; readonly at: number | null }
}

export interface JournalMetrics {
  committed(commit: { lane: string; entries: number; milliseconds: number }): void
  /** A chain isn't in the database as it was written. */
  tampered(): void
}

/** @param state asked at each scrape */
export function journalMetrics(registers: Registry[], state: () => JournalState, now: () => number): JournalMetrics {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(value())
      },
    })
  gauge('sallyport_journal_lag', 'Journal entries that are not yet durable.', () => state().lag.entries)
  gauge('sallyport_journal_lag_bytes', 'Bytes of memory that they take, about.', () => state().lag.bytes)
  gauge('sallyport_journal_lag_seconds', 'Seconds for which the one that waits longest has waited.', () => {
    const { oldest } = state().lag
    return oldest === null ? 0 : (now() - oldest) / 1000
  })
  gauge('sallyport_journal_uncovered', "This process's entries that no checkpoint covers yet.", () => {
    return state().checkpoints.uncovered
  })
  gauge(
    'sallyport_journal_checkpoint_age_seconds',
    'Seconds since the newest checkpoint was made; 0 without one.',
    () => {
      const { at } = state().checkpoints
      return at === null ? 0 : (now() - at) / 1000
    },
  )
  const alarms = new Counter({
    name: 'sallyport_journal_tampered_total',
    help: 'Looks at which a chain was not in the database as it was written: no checkpoint is made then.',
    registers,
  })
  const entries = new Counter({
    name: 'sallyport_journal_entries_total',
    help: 'Entries that this process has made durable, by chain.',
    labelNames: ['lane'],
    registers,
  })
  const seconds = new Histogram({
    name: 'sallyport_journal_commit_seconds',
    help: 'Seconds that a commit of entries took, by chain.',
    labelNames: ['lane'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2, 5],
    registers,
  })
  return {
    tampered: () => alarms.inc(),
    committed(commit) {
      entries.inc({ lane: commit.lane }, commit.entries)
      seconds.observe({ lane: commit.lane }, commit.milliseconds / 1000)
    },
  }
}
