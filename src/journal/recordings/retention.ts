import type { MaskedValueStore } from '../../core/ports.ts'
import { dayOf, type Shelves } from '../../core/recording.ts'
import type { Timing } from '../../core/timing.ts'

/** Milliseconds between rounds. */
const ROUND = 3_600_000
const DAY = 86_400_000
/** Days that are made room for ahead of time, today included. */
const AHEAD = 3
/** Days after which no session is left. */
const LONGEST_SESSION = 31

export interface RetentionOptions {
  readonly shelves: Shelves
  readonly maskedValues: Pick<MaskedValueStore, 'purge'>
  /** For how many days a connection's recordings are kept; null for as long as there is a legal hold. */
  readonly keptDays: (connection: string) => number | null
  readonly timing: Timing
  readonly report: (error: unknown) => void
}

/** Deletes recordings in their time, and makes room for new ones: at once, and every hour. Any replica may. */
export async function startRetention(options: RetentionOptions): Promise<{ close(): Promise<void> }> {
  const { timing, report } = options
  const over = new AbortController()
  const round = () => retain(options).catch(report)
  await round()
  const done = (async () => {
    for (;;) {
      await timing.sleep(ROUND, over.signal)
      if (over.signal.aborted) return
      await round()
    }
  })()
  return {
    async close() {
      over.abort()
      await done
    },
  }
}

async function retain({ shelves, maskedValues, keptDays, timing }: RetentionOptions): Promise<void> {
  const now = timing.now()
  for (let ahead = 0; ahead < AHEAD; ahead++) await shelves.addDay(dayOf(now + ahead * DAY))
  const today = dayOf(now)
  for (const shelf of await shelves.older(today)) {
    const days = keptDays(shelf.connection)
    if (days !== null && shelf.day < dayOf(now - days * DAY)) await shelves.clear(shelf)
  }
  await shelves.dropEmpty(today)
  await maskedValues.purge(now - LONGEST_SESSION * DAY)
}
