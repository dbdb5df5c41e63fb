import { setTimeout as sleep } from 'node:timers/promises'
import type { Approval, Ask, Vote } from '../core/approval.ts'
import { GatewayError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { ApprovalStore, Clock } from '../core/ports.ts'

/** Milliseconds between looks for answers that another process was given. */
const POLL = 250
/** The longest that a timer takes; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1

/** Where requests are held until people answer. */
export interface Desk {
  /** Joins the open approval of the same digest, or opens one. */
  ask(ask: Ask): Promise<Approval>
  /** The approval once it is no longer pending, or as it stands at `until` (milliseconds since the epoch), or when aborted. */
  answered(approval: Approval, until: number, signal: AbortSignal): Promise<Approval>
  /** @throws ERR_NOT_FOUND, ERR_APPROVAL_CLOSED */
  vote(id: string, vote: Omit<Vote, 'at'>): Promise<Approval>
  /** After a use that sent nothing upstream. */
  giveBack(id: string, exchange: string): Promise<void>
}

interface Watcher {
  readonly wake: (approval: Approval) => void
}

/** A desk over a store. However many requests wait, one query a round looks for their answers. */
export function createDesk(store: ApprovalStore, now: Clock, report: (error: unknown) => void): Desk {
  const watched = new Map<string, Set<Watcher>>()
  let polling = false

  const wake = (approval: Approval): void => {
    for (const watcher of watched.get(approval.id) ?? []) watcher.wake(approval)
  }

  const poll = async (): Promise<void> => {
    if (polling) return
    polling = true
    while (watched.size > 0) {
      await sleep(POLL)
      try {
        for (const approval of await store.answered([...watched.keys()], now())) wake(approval)
      } catch (error) {
        // The database away: the approvals stay pending, and the next round asks again.
        report(error)
      }
    }
    polling = false
  }

  return {
    ask: (ask) => {
      const at = now()
      const seconds = Math.min(...ask.requirements.map((requirement) => requirement.seconds))
      return store.open(newId(at), ask, at, at + seconds * 1000)
    },
    async answered(approval, until, signal) {
      if (approval.state !== 'pending' || signal.aborted) return approval
      const watchers = watched.get(approval.id) ?? new Set()
      watched.set(approval.id, watchers)
      let watcher: Watcher | undefined
      const done = new AbortController()
      try {
        return await Promise.race([
          new Promise<Approval>((resolve) => {
            watcher = { wake: resolve }
            watchers.add(watcher)
            void poll()
          }),
          sleep(Math.min(Math.max(0, until - now()), LONGEST), approval, {
            signal: AbortSignal.any([signal, done.signal]),
          }).catch(() => approval),
        ])
      } finally {
        done.abort()
        watchers.delete(watcher!)
        if (watchers.size === 0) watched.delete(approval.id)
      }
    },
    async vote(id, vote) {
      const voted = await store.vote(id, { ...vote, at: now() })
      if (voted !== null) {
        if (voted.state !== 'pending') wake(voted)
        return voted
      }
      const found = await store.find(id)
      if (found === null) throw new GatewayError('ERR_NOT_FOUND', 'There is no such approval.')
      throw new GatewayError('ERR_APPROVAL_CLOSED', `The approval is ${found.state}; it can't be answered any more.`)
    },
    giveBack: (id, exchange) => store.giveBack(id, exchange),
  }
}
