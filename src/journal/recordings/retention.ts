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
  /** For how many days a connection's recordings are kept: null while there is a legal hold. */
  readonly connections: readonly { readonly name: string; readonly keptDays: number | null }[]
  /** The same for those of other connections, which are under a legal hold if they were when they were last configured. */
  readonly days: number
  readonly timing: Timing
  readonly report: (error: unknown) => void
}

/** Deletes recordings in their time, and makes room for new ones: at once, and every hour. Any replica may. */
export async function startRetention(options: RetentionOptions): Promise<{ close(): Promise<void> }> {
  const { timing, report } = options
  const over = new AbortController()
  let said = false
  const round = async (): Promise<void> => {
    try {
      // Nothing is deleted before it is known what may not be.
      if (!said) await sayHolds(options)
      said = true
      await retain(options)
    } catch (error) {
      report(error)
    }
  }
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

/** Once: a replica that was configured before is not to take back what one says that was configured since. */
async function sayHolds({ shelves, connections }: RetentionOptions): Promise<void> {
  const names = (held: boolean) =>
    connections.filter(({ keptDays }) => (keptDays === null) === held).map(({ name }) => name)
  await shelves.hold(names(true), names(false))
}

async function retain({ shelves, maskedValues, connections, days, timing }: RetentionOptions): Promise<void> {
  const now = timing.now()
  const own = new Map(connections.map(({ name, keptDays }) => [name, keptDays]))
  for (let ahead = 0; ahead < AHEAD; ahead++) await shelves.addDay(dayOf(now + ahead * DAY))
  const today = dayOf(now)
  const held = await shelves.held()
  for (const shelf of await shelves.older(today)) {
    const { connection, day } = shelf
    const kept = own.has(connection) ? own.get(connection)! : days
    // A replica that is configured otherwise may have released what this one is to hold.
    if (kept !== null && !held.has(connection) && day < dayOf(now - kept * DAY)) await shelves.clear(shelf)
  }
  await shelves.dropEmpty(today)
  await maskedValues.purge(now - LONGEST_SESSION * DAY)
}
