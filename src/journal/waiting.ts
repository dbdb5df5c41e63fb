import type { GatewayError } from '../core/errors.ts'
import type { Draft } from './drafts.ts'

/** A draft that isn't durable yet. */
export interface Waiting extends Draft {
  /** Milliseconds since the epoch. */
  readonly since: number
  /** Whom it keeps waiting; null for what is tried again until it is durable. */
  readonly asked: { resolve(): void; reject(error: GatewayError): void } | null
}

/** All that isn't durable yet, whichever lane it is in. */
export interface WaitingRoom {
  readonly entries: number
  /** In memory, about. */
  readonly bytes: number
  /** When the one that waits longest came, in milliseconds since the epoch; null where none waits. */
  readonly oldest: number | null
  has(waiting: Draft): boolean
  enter(waiting: Waiting): void
  leave(waiting: Waiting): void
}

export function createWaitingRoom(): WaitingRoom {
  const all = new Set<Waiting>()
  let bytes = 0
  return {
    get entries() {
      return all.size
    },
    get bytes() {
      return bytes
    },
    get oldest() {
      const [oldest] = all
      return oldest?.since ?? null
    },
    has: (waiting) => all.has(waiting as Waiting),
    enter(waiting) {
      all.add(waiting)
      bytes += sizeOf(waiting)
    },
    leave(waiting) {
      if (all.delete(waiting)) bytes -= sizeOf(waiting)
    },
  }
}

/** A character is a byte or two; what holds it, and its place in the chain, come to about as much as this. */
function sizeOf({ members }: Draft): number {
  return members.length + 512
}
