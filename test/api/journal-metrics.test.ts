import { Registry } from 'prom-client'
import { journalMetrics } from '../../src/api/journal-metrics.ts'

test('what waits, since when, and how long commits take', async () => {
  const registry = new Registry()
  let lag = { entries: 3, bytes: 4_000, oldest: 1_000 as number | null }
  const metrics = journalMetrics(
    [registry],
    () => ({ lag, checkpoints: { uncovered: 5, at: 3_000 } }),
    () => 3_500,
  )
  metrics.tampered()
  metrics.committed({ lane: 'plain', entries: 7, milliseconds: 4 })
  metrics.committed({ lane: 'plain', entries: 1, milliseconds: 40 })
  const scraped = async () => (await registry.metrics()).split('\n')
  expect(await scraped()).toEqual(
    expect.arrayContaining([
      'sallyport_journal_lag 3',
      'sallyport_journal_lag_bytes 4000',
      'sallyport_journal_lag_seconds 2.5',
      'sallyport_journal_uncovered 5',
      'sallyport_journal_checkpoint_age_seconds 0.5',
      'sallyport_journal_tampered_total 1',
      'sallyport_journal_entries_total{lane="plain"} 8',
      'sallyport_journal_commit_seconds_bucket{le="0.005",lane="plain"} 1',
      'sallyport_journal_commit_seconds_count{lane="plain"} 2',
    ]),
  )
  lag = { ...lag, oldest: null }
  expect(await scraped()).toContain('sallyport_journal_lag_seconds 0')
})
