import type { Approval } from '../core/approval.ts'
import type { ApprovalStore } from '../core/ports.ts'

/** The longest that a timer takes; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1

/** Those who wait for an approval to be answered. */
export interface Watch {
  /** The approval once it is no longer pending, or as it was after so many milliseconds, or when aborted. */
  answered(approval: Approval, milliseconds: number, signal: AbortSignal): Promise<Approval>
  /** Looks at an approval that may have been answered; at all of them for null. */
  look(id: string | null): void
  /** Looks again where a look has failed. */
  retry(): void
  /** Tells of an approval that was answered, without a look at the database. */
  wake(approval: Approval): void
}

/** However many wait and are told at once, one query at a time looks. */
export function createWatch(store: Pick<ApprovalStore, 'answered'>, report: (error: unknown) => void): Watch {
  const waiting = new Map<string, Set<(approval: Approval) => void>>()
  const due = new Set<string>()
  let looking = false

  const wake = (approval: Approval): void => {
    for (const resolve of waiting.get(approval.id) ?? []) resolve(approval)
  }

  const lookAtAll = async (): Promise<void> => {
    if (looking) return
    looking = true
    let ids: readonly string[] = []
    try {
      while (due.size > 0) {
        ids = [...due].filter((id) => waiting.has(id))
        due.clear()
        if (ids.length === 0) continue
        for (const approval of await store.answered(ids)) wake(approval)
      }
    } catch (error) {
      // They stay pending, and are told of no second time: whoever polls has it tried again.
      for (const id of ids) due.add(id)
      report(error)
    } finally {
      looking = false
    }
  }

  return {
    answered(approval, milliseconds, signal) {
      if (approval.state !== 'pending' || signal.aborted) return Promise.resolve(approval)
      return new Promise((resolve) => {
        const those = waiting.get(approval.id) ?? new Set()
        waiting.set(approval.id, those)
        const done = (as: Approval): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', stop)
          those.delete(done)
          if (those.size === 0 && waiting.get(approval.id) === those) waiting.delete(approval.id)
          resolve(as)
        }
        const stop = (): void => done(approval)
        const timer = setTimeout(stop, Math.min(Math.max(0, milliseconds), LONGEST))
        those.add(done)
        signal.addEventListener('abort', stop)
        // It may have been answered since it was read, and told before anybody waited here.
        due.add(approval.id)
        void lookAtAll()
      })
    },
    look(id) {
      for (const known of id === null ? waiting.keys() : waiting.has(id) ? [id] : []) due.add(known)
      void lookAtAll()
    },
    retry: () => void lookAtAll(),
    wake,
  }
}
