import { type DatabasePool, sql } from 'slonik'
import type { ApprovalStore, JournalStore } from '../core/ports.ts'
import { CHANNELS } from './notices.ts'

/** Tells every replica of an approval that was changed. */
export type Tell = (approval: string) => void

/**
 * Tells in the background, many at once. A commit that notifies waits for all others that do (PostgreSQL, "NOTIFY"), so
 * told in their own transactions, votes would queue up behind each other's disk writes. What is lost on the way is found
 * by whoever polls.
 */
export function createTell(pool: DatabasePool, report: (error: unknown) => void): Tell {
  const due = new Set<string>()
  let telling = false
  const tellAll = async (): Promise<void> => {
    if (telling) return
    telling = true
    while (due.size > 0) {
      const ids = [...due]
      due.clear()
      await pool
        .query(sql.unsafe`
          select set_config('synchronous_commit', 'off', true), pg_notify(${CHANNELS.approvals}, id)
          from unnest(${sql.array(ids, 'text')}) as id`)
        .catch(report)
    }
    telling = false
  }
  return (approval) => {
    due.add(approval)
    void tellAll()
  }
}

/** Approvals whose every change is told once it is made; but for those that end with their session, which tells itself. */
export function tellingApprovals(store: ApprovalStore, tell: Tell): ApprovalStore {
  return {
    ...store,
    async open(...asked) {
      const opened = await store.open(...asked)
      if (opened !== null) tell(opened.id)
      return opened
    },
    async close(at) {
      const closed = await store.close(at)
      for (const { id } of closed) tell(id)
      return closed
    },
    async vote(...cast) {
      const voted = await store.vote(...cast)
      if (voted !== null) tell(voted.id)
      return voted
    },
    async giveBack(id, exchange) {
      await store.giveBack(id, exchange)
      tell(id)
    },
  }
}

/** A journal whose uses of approvals are told. */
export function tellingJournal(store: JournalStore, tell: Tell): JournalStore {
  return {
    ...store,
    async appendUses(intents, chained) {
      const uses = await store.appendUses(intents, chained)
      for (const [index, { uses: approvals }] of intents.entries()) {
        for (const id of uses[index] === 'used' ? approvals : []) tell(id)
      }
      return uses
    },
  }
}
