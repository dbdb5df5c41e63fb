import type { GatewayError } from '../core/errors.ts'
import type { Head, Journal } from '../core/journal.ts'
import type { JournalStore } from '../core/ports.ts'
import { type Draft, draftOfIntent, draftOfOutcome, draftOfStage, type Writer } from './drafts.ts'
import { unavailable } from './failure.ts'
import { createLane, type Lane } from './lane.ts'
import { createPlainQueue, type PlainQueue } from './plain.ts'
import { createUsesQueue } from './uses.ts'
import { createWaitingRoom, type Waiting } from './waiting.ts'

/** Milliseconds between looks at what happened elsewhere. */
const LOOK = 1_000

/** A {@link Journal} that commits many entries at once. */
export interface GroupJournal extends Journal {
  /** What isn't durable yet: how much, and since when, in milliseconds since the epoch. */
  readonly lag: { readonly entries: number; readonly bytes: number; readonly oldest: number | null }
  /** The chains that this process writes, or wrote, and how far they are known to be durable. */
  readonly chains: readonly { readonly writer: string; readonly head: Head; readonly live: boolean }[]
  /** Writes what is left, and looks at nothing after that. Rejects with ERR_JOURNAL_UNAVAILABLE if it can't. */
  close(): Promise<void>
}

export interface JournalOptions {
  /** Of entries, and of their bytes, held in memory. */
  readonly limit: { readonly entries: number; readonly bytes: number }
  readonly writer: Omit<Writer, 'lane'>
  readonly now: () => number
  /** Told of each failed commit. */
  readonly report: (error: unknown) => void
  /** Told where the database has a chain otherwise than this process wrote it. */
  readonly forked: (writer: string) => void
  /** Told of each commit. */
  readonly committed: (commit: { lane: string; entries: number; milliseconds: number }) => void
}

/**
 * Group commit over a store, in two chains: intents that use approvals have one of their own. Past the limit new intents
 * are refused, so that nothing which happened is ever dropped.
 */
export function createJournal(store: JournalStore, options: JournalOptions): GroupJournal {
  const { limit, now, report, forked } = options
  const room = createWaitingRoom()
  const laneOf = (lane: string, found: (drafts: readonly Draft[]) => void): Lane =>
    createLane({ store, writer: { lane, ...options.writer }, now, found, forked })
  const committed = (lane: string) => (entries: number, milliseconds: number) =>
    options.committed({ lane, entries, milliseconds })

  const plainLane = laneOf('plain', (drafts) => plain.found(drafts))
  const plain: PlainQueue = createPlainQueue({
    ...{ store, lane: () => plainLane, room, report, committed: committed('plain') },
  })
  // Whoever asked for one that seemed to have failed was told so.
  const usesLane = laneOf('uses', () => {})
  const uses = createUsesQueue({ store, lane: usesLane, room, now, report, committed: committed('uses') })

  const looking = setInterval(() => void plain.move(), LOOK)
  looking.unref()

  const asking = (add: (asked: NonNullable<Waiting['asked']>) => void): Promise<void> => {
    if (room.entries >= limit.entries || room.bytes >= limit.bytes) {
      return Promise.reject(unavailable(new Error('journal full')))
    }
    return new Promise((resolve, reject: (error: GatewayError) => void) => add({ resolve, reject }))
  }

  return {
    get lag() {
      return { entries: room.entries, bytes: room.bytes, oldest: room.oldest }
    },
    get chains() {
      const lanes = [plainLane, usesLane]
      return [
        ...lanes.map(({ chain }) => ({ ...chain, live: true })),
        ...lanes.flatMap(({ past }) => past.map((chain) => ({ ...chain, live: false }))),
      ]
    },
    intend: (intent) =>
      asking((asked) => {
        const draft = { ...draftOfIntent(intent), since: now(), asked }
        if (intent.uses.length === 0) plain.add(draft)
        else uses.add({ ...draft, intent })
      }),
    reach: (stage) => asking((asked) => plain.add({ ...draftOfStage(stage), since: now(), asked })),
    settle(outcome) {
      plain.add({ ...draftOfOutcome(outcome), since: now(), asked: null })
    },
    async close() {
      clearInterval(looking)
      for (let tries = 0; room.entries > 0; tries++) {
        if (tries === 100) throw unavailable(new Error(`${room.entries} entries were not written`))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      await plain.move()
    },
  }
}
