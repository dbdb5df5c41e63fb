import { newId } from '../core/id.ts'
import type { Entry, Head } from '../core/journal.ts'
import type { JournalStore } from '../core/ports.ts'
import { chain, ORIGIN } from './chain.ts'
import { type Draft, draftOfWriter, type Writer } from './drafts.ts'

/** Puts drafts at the end of a lane's chain. */
export type Extend = (drafts: readonly Draft[]) => readonly Entry[]

/** One chain of this process. Its commits come one after another: whoever uses it waits for each. */
export interface Lane {
  /** The chain that is written now, and how far it is known to be durable. */
  readonly chain: { readonly writer: string; readonly head: Head }
  /** Those that were given up for it, since somebody else has written to them. */
  readonly past: readonly { readonly writer: string; readonly head: Head }[]
  /** Whether a commit has failed of which nobody knows if it went through. {@link Lane.recover} comes first then. */
  readonly uncertain: boolean
  /** Finds out how far the chain has come. Rejects where the database can't tell. */
  recover(): Promise<void>
  /** One commit: `write` is to put exactly those entries into the database that `extend` makes of its drafts, once. */
  commit<T>(write: (extend: Extend) => Promise<T>): Promise<T>
}

interface Attempt {
  drafts: readonly Draft[]
  head: Head | null
}

export interface LaneOptions {
  readonly store: Pick<JournalStore, 'head'>
  readonly writer: Writer
  readonly now: () => number
  /** Told of drafts whose commit seemed to have failed, and has gone through. */
  readonly found: (drafts: readonly Draft[]) => void
  /** Told where the database has a chain that this process hasn't written. A new one is begun then. */
  readonly forked: (writer: string) => void
}

/**
 * After a commit that failed the chain may be as it was, or with the new entries; and a commit given up may come through
 * later. All of them begin at the same sequence, which the table holds once: so one at the most gets there, whether it is
 * one given up or the next, and which one is found by the head's hash.
 */
export function createLane({ store, writer: identity, now, found, forked }: LaneOptions): Lane {
  let writer = newId(now())
  let head = ORIGIN
  let attempts: Attempt[] = []
  let uncertain = false
  const past: { readonly writer: string; readonly head: Head }[] = []

  return {
    past,
    get chain() {
      return { writer, head }
    },
    get uncertain() {
      return uncertain
    },
    async recover() {
      const kept = await store.head(writer)
      uncertain = false
      if (kept.hash === head.hash && kept.sequence === head.sequence) return
      const through = attempts.find((it) => it.head?.hash === kept.hash && it.head.sequence === kept.sequence)
      attempts = []
      if (through !== undefined) {
        head = kept
        found(through.drafts)
        return
      }
      forked(writer)
      past.push({ writer, head })
      writer = newId(now())
      head = ORIGIN
    },
    async commit(write) {
      const [ofWriter, from] = [writer, head]
      const attempt: Attempt = { drafts: [], head: null }
      const extend: Extend = (drafts) => {
        const first = from.sequence === 0 ? [draftOfWriter(identity, now())] : []
        const extended = chain(ofWriter, from, [...first, ...drafts])
        Object.assign(attempt, { drafts, head: extended.head })
        return extended.entries
      }
      try {
        const written = await write(extend)
        head = attempt.head ?? head
        attempts = []
        return written
      } catch (thrown) {
        attempts.push(attempt)
        uncertain = true
        throw thrown
      }
    },
  }
}
