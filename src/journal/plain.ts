import type { JournalStore } from '../core/ports.ts'
import { type Draft, draftOfHappening } from './drafts.ts'
import { isRefusal, unavailable } from './failure.ts'
import type { Lane } from './lane.ts'
import type { Waiting, WaitingRoom } from './waiting.ts'

/** Entries of one commit, at the most. */
export const BATCH = 500
/** Milliseconds before what couldn't be written is tried again. */
const RETRY = 500

/** Milliseconds that what nobody waits for may wait for the next commit: alone, it would keep that one waiting. */
const LINGER = 10

/** What goes into the chain as it comes. */
export interface PlainQueue {
  add(waiting: Waiting): void
  /** Has what happened elsewhere moved into the chain, between other commits. Resolves once it is, or has failed. */
  move(): Promise<void>
  /** Told of drafts that are durable after all. */
  found(drafts: readonly Draft[]): void
}

export interface PlainOptions {
  readonly store: Pick<JournalStore, 'append' | 'appendHappenings'>
  /** Asked for each time: its own options name this queue. */
  readonly lane: () => Lane
  readonly room: WaitingRoom
  readonly report: (error: unknown) => void
  readonly committed: (entries: number, milliseconds: number) => void
}

/** Group commit: while one is under way, whatever comes shares the next. */
export function createPlainQueue({ store, lane, room, report, committed }: PlainOptions): PlainQueue {
  const queue: Waiting[] = []
  let held: Waiting[] = []
  let retrying: NodeJS.Timeout | undefined
  let movers: (() => void)[] = []
  let running = false
  /** Whether something in the queue is waited for, or has lingered. */
  let urgent = false
  let lingering: NodeJS.Timeout | undefined

  const done = (waiting: Waiting): void => {
    room.leave(waiting)
    waiting.asked?.resolve()
  }

  const fail = (batch: readonly Waiting[], cause: unknown): void => {
    for (const waiting of batch) {
      if (waiting.asked === null) held.push(isRefusal(cause) ? withoutText(waiting) : waiting)
      else {
        room.leave(waiting)
        waiting.asked.reject(unavailable(cause))
      }
    }
    if (held.length === 0 || retrying !== undefined) return
    retrying = setTimeout(() => {
      retrying = undefined
      queue.unshift(...held)
      held = []
      hurry()
    }, RETRY)
  }

  /** What the database will never take is kept without the parts that came from outside. */
  const withoutText = (waiting: Waiting): Waiting => {
    const told = JSON.parse(`{${waiting.members}`) as { status?: unknown; code?: unknown; forwarded?: unknown }
    const { status, code, forwarded } = told
    const bare = {
      ...waiting,
      members: JSON.stringify({ status, code, forwarded, headers: [], recordings: [] }).slice(1),
    }
    room.leave(waiting)
    room.enter(bare)
    return bare
  }

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    const start = performance.now()
    try {
      if (lane().uncertain) await lane().recover()
      const left = batch.filter((waiting) => room.has(waiting))
      if (left.length === 0) return
      await lane().commit((extend) => store.append(extend(left)))
      committed(left.length, performance.now() - start)
      left.forEach(done)
    } catch (cause) {
      report(cause)
      // One row that the database refuses must not fail its neighbours.
      if (!isRefusal(cause) || batch.length === 1) fail(batch, cause)
      else for (const waiting of batch) await write([waiting])
    }
  }

  const moveSome = async (): Promise<void> => {
    const told = movers
    movers = []
    try {
      if (lane().uncertain) await lane().recover()
      const moved = await lane().commit((extend) =>
        store.appendHappenings(BATCH, (happened) => extend(happened.map(draftOfHappening))),
      )
      if (moved === BATCH) movers.unshift(...told)
      else for (const tell of told) tell()
    } catch (cause) {
      report(cause)
      for (const tell of told) tell()
    }
  }

  const pump = async (): Promise<void> => {
    if (running) return
    running = true
    while (urgent || movers.length > 0) {
      if (movers.length > 0) await moveSome()
      if (!urgent) continue
      const batch = queue.splice(0, BATCH)
      urgent = queue.length > 0
      await write(batch)
    }
    running = false
  }

  const hurry = (): void => {
    clearTimeout(lingering)
    lingering = undefined
    urgent = true
    void pump()
  }

  return {
    add(waiting) {
      room.enter(waiting)
      queue.push(waiting)
      if (waiting.asked !== null || queue.length >= BATCH) hurry()
      else lingering ??= setTimeout(hurry, LINGER)
    },
    move: () =>
      new Promise((resolve) => {
        movers.push(resolve)
        void pump()
      }),
    found(drafts) {
      for (const draft of drafts) if (room.has(draft)) done(draft as Waiting)
    },
  }
}
