import type { Intent } from '../core/journal.ts'
import type { JournalStore, Use } from '../core/ports.ts'
import { approvalUsed, isRefusal, unavailable } from './failure.ts'
import type { Lane } from './lane.ts'
import { BATCH } from './plain.ts'
import type { Waiting, WaitingRoom } from './waiting.ts'

/** Milliseconds before an approval is looked at again that another transaction had in hand, and for how long that goes on. */
const AGAIN = 20
const PATIENCE = 5_000

/** An intent that uses approvals. */
export interface Using extends Waiting {
  readonly intent: Intent
  readonly asked: NonNullable<Waiting['asked']>
}

export interface UsesOptions {
  readonly store: Pick<JournalStore, 'appendUses'>
  readonly lane: Lane
  readonly room: WaitingRoom
  readonly now: () => number
  readonly report: (error: unknown) => void
  readonly committed: (entries: number, milliseconds: number) => void
}

/** Group commit of intents that use approvals: each uses all of its own or none, and goes into the chain if it did. */
export function createUsesQueue({ store, lane, room, now, report, committed }: UsesOptions): {
  add(using: Using): void
} {
  let queue: Using[] = []
  let running = false

  const settle = (using: Using, use: Use): void => {
    if (use === 'busy' && now() - using.since < PATIENCE) {
      setTimeout(() => {
        queue.push(using)
        void pump()
      }, AGAIN)
      return
    }
    room.leave(using)
    if (use === 'used') using.asked.resolve()
    else using.asked.reject(use === 'gone' ? approvalUsed() : unavailable(new Error('the approval is locked')))
  }

  const write = async (batch: readonly Using[]): Promise<void> => {
    const start = performance.now()
    try {
      if (lane.uncertain) await lane.recover()
      const intents = batch.map(({ intent }) => intent)
      const uses = await lane.commit((extend) =>
        store.appendUses(intents, (used) => extend(batch.filter(({ intent }) => used.includes(intent)))),
      )
      committed(uses.filter((use) => use === 'used').length, performance.now() - start)
      for (const [index, using] of batch.entries()) settle(using, uses[index]!)
    } catch (cause) {
      report(cause)
      // One row that the database refuses must not fail its neighbours.
      if (isRefusal(cause) && batch.length > 1) {
        for (const using of batch) await write([using])
        return
      }
      for (const using of batch) {
        room.leave(using)
        using.asked.reject(unavailable(cause))
      }
    }
  }

  const pump = async (): Promise<void> => {
    if (running) return
    running = true
    while (queue.length > 0) {
      const { batch, rest } = withoutRivals(queue)
      queue = rest
      await write(batch)
    }
    running = false
  }

  return {
    add(using) {
      room.enter(using)
      queue.push(using)
      void pump()
    },
  }
}

/** No two of one commit use the same approval: whoever comes second learns from the next what became of it. */
function withoutRivals(queue: readonly Using[]): { batch: Using[]; rest: Using[] } {
  const [batch, rest]: [Using[], Using[]] = [[], []]
  const taken = new Set<string>()
  for (const using of queue) {
    const { uses } = using.intent
    if (batch.length === BATCH || uses.some((id) => taken.has(id))) rest.push(using)
    else {
      batch.push(using)
      for (const id of uses) taken.add(id)
    }
  }
  return { batch, rest }
}
