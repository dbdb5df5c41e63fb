import { setTimeout as sleep } from 'node:timers/promises'
import { createJournal, type GroupJournal } from '../../src/journal/journal.ts'
import { verify } from '../../src/journal/verify/verify.ts'
import { startCluster } from '../../src/store/cluster.ts'
import { createJournalStore } from '../../src/store/journal.ts'
import { openJournalReader } from '../../src/store/journal-reader.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openPool } from '../../src/store/pool.ts'
import { binaries } from '../support/binaries.ts'
import { quiet } from '../support/journal.ts'
import { anIntent, anOutcome } from '../support/rows.ts'
import { fsyncMedian, median } from './machine.ts'

const AT_ONCE = 64
/** Milliseconds that an upstream takes, where one is thought of. */
const UPSTREAM = 20
const ROUNDS = 3
const ENTRIES = 40_000

/** What the journal costs, PostgreSQL with fsync on; medians of three rounds after one to warm up. */
export interface JournalFigures {
  /** Durable a second, from 64 requests at once that do nothing else. */
  readonly entriesPerSecond: number
  /** Milliseconds that a request waits for its entry: of one after another, and of 64 at once with an upstream behind. */
  readonly alone: number
  readonly atOnce: number
  /** Of 4 KiB on the same disk, in the same round. */
  readonly fsync: number
  readonly verifiedPerSecond: number
}

export async function journalFigures(directory: string): Promise<JournalFigures> {
  const cluster = await startCluster(await binaries(), directory, { settings: { fsync: 'on' } })
  const pool = await openPool(cluster.url, { size: 10 })
  await migrate(pool)
  const journal = createJournal(createJournalStore(pool), { ...quiet, limit: { entries: 100_000, bytes: 2 ** 30 } })
  const rounds: Omit<JournalFigures, 'verifiedPerSecond'>[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now()
    await requests(journal, { count: ENTRIES / 2, atOnce: AT_ONCE, upstream: 0 })
    while (journal.lag.entries > 0) await sleep(1)
    const entriesPerSecond = (ENTRIES * 1000) / (performance.now() - start)
    const atOnce = median(await requests(journal, { count: 10_000, atOnce: AT_ONCE, upstream: UPSTREAM }))
    const alone = median(await requests(journal, { count: 300, atOnce: 1, upstream: 2 }))
    if (round > 0) rounds.push({ entriesPerSecond, alone, atOnce, fsync: fsyncMedian(directory) })
  }
  await journal.close()
  const reader = await openJournalReader(cluster.url)
  const start = performance.now()
  const { entries } = await verify(reader, new Map(), [])
  const verifiedPerSecond = (entries.entries * 1000) / (performance.now() - start)
  if (entries.problem !== null) throw new Error(`entry ${entries.problem.sequence} ${entries.problem.what}`)
  await reader.close()
  await pool.end()
  await cluster.stop()
  const of = (figure: keyof (typeof rounds)[0]) => median(rounds.map((it) => it[figure]))
  return {
    ...{ entriesPerSecond: of('entriesPerSecond'), alone: of('alone'), atOnce: of('atOnce'), fsync: of('fsync') },
    verifiedPerSecond,
  }
}

/** Milliseconds that each request waited for its entry. */
async function requests(
  journal: GroupJournal,
  { count, atOnce, upstream }: { count: number; atOnce: number; upstream: number },
): Promise<readonly number[]> {
  const times: number[] = []
  let left = count
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const intent = anIntent()
        const start = performance.now()
        await journal.intend(intent)
        times.push(performance.now() - start)
        await (upstream === 0 ? new Promise(setImmediate) : sleep(upstream * (0.5 + Math.random())))
        journal.settle(anOutcome(intent.exchange))
      }
    }),
  )
  return times
}
