import type { ChainHead, CheckpointStore, Standings, StoredCheckpoint } from '../core/checkpoint.ts'
import type { Head } from '../core/journal.ts'
import type { Timing } from '../core/timing.ts'
import { FULL_EVERY, nextCheckpoint, payloadOf, sign, signedHeads } from './checkpoint.ts'
import { checkpointLost, tampered } from './failure.ts'
import type { SigningKey } from './signing-key.ts'

/** Milliseconds between checkpoints. */
const EVERY = 60_000

/** A chain that this process writes, or has given up for another. */
export interface OwnChain {
  readonly writer: string
  readonly head: Head
  readonly live: boolean
}

export interface KeeperOptions {
  readonly store: CheckpointStore
  readonly key: SigningKey
  readonly chains: () => readonly OwnChain[]
  /** Has new checkpoints brought to where they are anchored. */
  readonly anchored: () => Promise<void>
  readonly timing: Timing
  readonly report: (error: unknown) => void
  /** Told of each chain that isn't as this process wrote it, or as it was signed, and of a checkpoint that is gone. */
  readonly alarm: (what: string) => void
}

/** Signs how far the journal has come, again and again. */
export interface Keeper {
  /** Entries of this process's chains that no checkpoint covers, and when the newest was made: milliseconds since the epoch. */
  readonly state: { readonly uncovered: number; readonly at: number | null }
  /** Makes a checkpoint now, where there is anything new. Never rejects. */
  look(): Promise<void>
  /** Makes the last one. */
  close(): Promise<void>
}

export function createKeeper({ store, key, chains, anchored, timing, report, alarm }: KeeperOptions): Keeper {
  let signed: ReadonlyMap<string, ChainHead> = new Map()
  let at: number | null = null
  /** The newest checkpoint that this process has seen kept. */
  let newest: StoredCheckpoint | null = null
  const over = new AbortController()

  const make = async (standings: Standings) => {
    const { recent, heads } = standings
    if (newest !== null && !(await isKept(newest, recent))) {
      alarm(`checkpoint ${newest.number}`)
      throw checkpointLost(newest.number)
    }
    newest = recent[0] ?? null
    signed = signedHeads(recent)
    at = recent[0]?.at ?? null
    const strange = await strangeChain(chains(), signed, standings)
    if (strange !== null) {
      // A signature would say that it is as it was written.
      alarm(strange)
      throw tampered(strange)
    }
    const checkpoint = nextCheckpoint(recent, heads, timing.now())
    if (checkpoint === null) return null
    const jws = await sign(checkpoint, key)
    return { number: checkpoint.number, at: checkpoint.at, jws }
  }

  /** Whoever takes checkpoints away would have what stands now signed as if it had always been. */
  const isKept = async ({ number, jws }: StoredCheckpoint, recent: readonly StoredCheckpoint[]): Promise<boolean> => {
    const kept = recent.find((it) => it.number === number) ?? (await store.after(number - 1, 1))[0]
    return kept?.jws === jws
  }

  const look = async (): Promise<void> => {
    try {
      let made: StoredCheckpoint | null = null
      const added = await store.add(FULL_EVERY, async (standings) => {
        made = await make(standings)
        if (made !== null) {
          signed = new Map([...signed, ...payloadOf(made.jws).heads.map((head) => [head.writer, head] as const)])
          at = made.at
        }
        return made
      })
      if (added === 'added') newest = made
      if (added !== 'busy') await anchored()
    } catch (thrown) {
      report(thrown)
    }
  }

  const keepLooking = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await timing.sleep(EVERY, over.signal)
      await look()
    }
  }
  const done = keepLooking()

  return {
    get state() {
      const uncovered = chains().map(({ writer, head }) => head.sequence - (signed.get(writer)?.sequence ?? 0))
      return { uncovered: uncovered.reduce((sum, entries) => sum + Math.max(entries, 0), 0), at }
    },
    look,
    async close() {
      over.abort()
      // The loop looks once more before it ends.
      await done
    },
  }
}

/** The first chain that isn't as this process remembers it, or as it was signed; null where all are. */
async function strangeChain(
  own: readonly OwnChain[],
  signed: ReadonlyMap<string, ChainHead>,
  { heads, hashes }: Standings,
): Promise<string | null> {
  const written = own.filter(({ head }) => head.sequence > 0).map(({ writer, head }) => ({ writer, ...head }))
  const known = [...written, ...signed.values()]
  const kept = await hashes(known)
  const changed = known.find(({ writer, sequence, hash }) => kept.get(`${writer} ${sequence}`) !== hash)
  if (changed !== undefined) return changed.writer
  const ended = own.find(
    ({ writer, head, live }) => !live && heads.some((it) => it.writer === writer && it.sequence !== head.sequence),
  )
  return ended?.writer ?? null
}
