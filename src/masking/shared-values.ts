import { forgetOldest } from '../core/oldest.ts'
import type { MaskedValueStore } from '../core/ports.ts'
import { hashOf } from './tokens.ts'

/** Milliseconds that what other replicas masked is known late, at the most. */
const FRESH = 1_000
/** Milliseconds that values wait to be told together. */
const LINGER = 10
/** Sessions whose values are remembered: the oldest are asked for anew. */
const SESSIONS = 10_000
/** Values of a session that are told. An answer may hold millions, and each costs every replica memory. */
const VALUES = 10_000

/** What was masked in sessions, by other replicas as well: as keyed hashes, which tell nobody what it is. */
export interface SharedValues {
  readonly key: Buffer
  /** Tells the other replicas: the first 10,000 values of a session. */
  tell(session: string, value: Buffer): void
  /** Finds out what the others masked, unless that was done within the last second. Rejects with ERR_STORE_UNAVAILABLE. */
  learn(session: string): Promise<void>
  /** What the others are known to have masked: the same set until there is more. */
  of(session: string): ReadonlySet<string>
}

interface Known {
  at: number
  readonly own: Set<string>
  others: ReadonlySet<string>
  asked: Promise<void> | null
}

/** @param report told of values that couldn't be told; they are told again with the next ones */
export function createSharedValues(
  store: Pick<MaskedValueStore, 'add' | 'of'>,
  key: Buffer,
  now: () => number,
  report: (error: unknown) => void,
): SharedValues {
  const sessions = new Map<string, Known>()
  let waiting: { session: string; hash: string }[] = []
  let timer: NodeJS.Timeout | undefined

  const knownOf = (session: string): Known => {
    const known = sessions.get(session) ?? { at: 0, own: new Set(), others: NONE, asked: null }
    sessions.delete(session)
    sessions.set(session, known)
    forgetOldest(sessions, SESSIONS)
    return known
  }

  const flush = async (): Promise<void> => {
    timer = undefined
    const values = waiting
    waiting = []
    await store.add(values).catch((error: unknown) => {
      report(error)
      waiting.unshift(...values)
    })
  }

  const ask = async (session: string, known: Known): Promise<void> => {
    const at = now()
    try {
      const others = (await store.of(session)).filter((hash) => !known.own.has(hash))
      if (others.length !== known.others.size) known.others = new Set(others)
      known.at = at
    } finally {
      known.asked = null
    }
  }

  return {
    key,
    tell(session, value) {
      const hash = hashOf(key, value)
      const { own } = knownOf(session)
      if (own.has(hash) || own.size >= VALUES) return
      own.add(hash)
      waiting.push({ session, hash })
      if (timer === undefined) timer = setTimeout(() => void flush(), LINGER)
    },
    async learn(session) {
      const known = knownOf(session)
      if (now() - known.at < FRESH) return
      known.asked ??= ask(session, known)
      await known.asked
    },
    of: (session) => sessions.get(session)?.others ?? NONE,
  }
}

const NONE: ReadonlySet<string> = new Set()
