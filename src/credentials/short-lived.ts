import { SourceError } from './fault.ts'

/** What a source gave out, and until when it is good, in milliseconds since the epoch. */
export interface Issued<Value> {
  readonly value: Value
  readonly expiresAt: number
}

/** One fetch that is over. `expiresAt` is null where it failed. */
export interface Fetched {
  readonly seconds: number
  readonly expiresAt: number | null
}

export interface ShortLivedOptions<Ask, Value> {
  /** Equal for what may share one credential. */
  readonly keyOf: (ask: Ask) => string
  /** `previous` is what it follows, where there was one: good still, or not. */
  readonly fetch: (ask: Ask, signal: AbortSignal, previous: Issued<Value> | null) => Promise<Issued<Value>>
  readonly now: () => number
  readonly fetched?: (fetched: Fetched) => void
  /** Milliseconds for one fetch. */
  readonly patience?: number
}

/** Credentials that end, each kept for whoever asks for the same. */
export interface ShortLived<Ask, Value> {
  get(ask: Ask): Promise<Issued<Value>>
  /** No longer hands this one out: it turned out to be of no use. */
  drop(issued: Issued<Value>): void
  /** Everything that is good still. */
  kept(): readonly Issued<Value>[]
}

const PATIENCE = 15_000
/** Milliseconds before its end from which on it isn't handed out, where another can be had: a push may take that long. */
const EARLY = 5 * 60_000
/** Milliseconds that one has to be good for. */
const LEAST = 10_000
/** Milliseconds after which even one that lasts longer is fetched again. */
const MOST = 24 * 3_600_000
/** Milliseconds from a failure to the next try. */
const PAUSE = 1_000

interface Entry<Value> {
  good: (Issued<Value> & { readonly refreshAt: number; readonly usedUntil: number }) | null
  pending: Promise<Issued<Value>> | null
  failure: { readonly at: number; readonly error: unknown } | null
}

/**
 * Keeps what a source gives out until five minutes before its end, or the last quarter of a shorter life; from the middle
 * of its life on, or ten minutes before its end, whoever asks has it fetched again in the background, and waits for
 * nothing. One fetch is under way at a time, however many wait. While fetches fail, one is tried a second, and what was
 * fetched before goes on being used up to ten seconds before its end. Rejects with what `fetch` rejected with, or
 * SourceError where it took too long or gave what has ended.
 */
export function createShortLived<Ask, Value>(options: ShortLivedOptions<Ask, Value>): ShortLived<Ask, Value> {
  const { keyOf, fetch, now, fetched = () => {}, patience = PATIENCE } = options
  const entries = new Map<string, Entry<Value>>()

  const begin = (entry: Entry<Value>, ask: Ask): Promise<Issued<Value>> => {
    const since = now()
    const over = (expiresAt: number | null): void => {
      entry.pending = null
      fetched({ seconds: (now() - since) / 1000, expiresAt })
    }
    const pending = bounded((signal) => fetch(ask, signal, entry.good), patience)
      .then((issued) => planned(issued, now()))
      .then(
        (good) => {
          entry.good = good
          entry.failure = null
          over(good.expiresAt)
          return good
        },
        (error: unknown) => {
          entry.failure = { at: now(), error }
          over(null)
          throw error
        },
      )
    // Nobody may be waiting for one in the background.
    pending.catch(() => {})
    entry.pending = pending
    return pending
  }

  const entryOf = (key: string, at: number): Entry<Value> => {
    const found = entries.get(key)
    if (found !== undefined) return found
    for (const [other, entry] of entries) if (isOver(entry, at)) entries.delete(other)
    const entry = { good: null, pending: null, failure: null }
    entries.set(key, entry)
    return entry
  }

  return {
    async get(ask) {
      const at = now()
      const entry = entryOf(keyOf(ask), at)
      const { good, failure } = entry
      const resting = failure !== null && Math.abs(at - failure.at) < PAUSE
      const idle = entry.pending === null && !resting
      const valid = good !== null && isValid(good, at)
      // Where the last fetch failed, the next may take its time: nobody waits for it who needn't.
      if (good !== null && (at < good.usedUntil || (valid && failure !== null))) {
        if (idle && at >= good.refreshAt) begin(entry, ask)
        return good
      }
      if (entry.pending === null && resting) throw failure.error
      try {
        return await (entry.pending ?? begin(entry, ask))
      } catch (thrown) {
        if (good !== null && isValid(good, now())) return good
        throw thrown
      }
    },
    drop(issued) {
      for (const entry of entries.values()) if (entry.good === issued) entry.good = null
    },
    kept: () => [...entries.values()].flatMap(({ good }) => (good !== null && isValid(good, now()) ? [good] : [])),
  }
}

function isValid(issued: Issued<unknown>, at: number): boolean {
  return at < issued.expiresAt - LEAST
}

function isOver({ good, pending, failure }: Entry<unknown>, at: number): boolean {
  return pending === null && (good === null || !isValid(good, at)) && (failure === null || at - failure.at >= PAUSE)
}

function planned<Value>(issued: Issued<Value>, at: number): NonNullable<Entry<Value>['good']> {
  const { value, expiresAt } = issued
  const life = expiresAt - at
  // NaN is no time either.
  if (!(life >= LEAST)) {
    const when =
      life <= 0 ? `ended ${Math.round(-life / 1000)} seconds ago` : `ends in ${Math.round(life / 1000)} seconds`
    throw new SourceError(
      'answered with something that is no usable credential',
      `the source gave a credential that ${Number.isNaN(life) ? 'has no end' : when}, by this machine's clock`,
    )
  }
  const end = Math.min(expiresAt, at + MOST)
  const early = Math.min(EARLY, (end - at) / 4)
  return { value, expiresAt, usedUntil: end - early, refreshAt: end - 2 * early }
}

/** Settles in time even where `begin` pays no heed to its signal. */
async function bounded<Value>(begin: (signal: AbortSignal) => Promise<Value>, patience: number): Promise<Value> {
  const late = new AbortController()
  let timer: NodeJS.Timeout
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new SourceError(
        'gave no answer in time',
        `the source gave no answer within ${patience / 1000} seconds`,
      )
      reject(error)
      late.abort(error)
    }, patience)
  })
  try {
    return await Promise.race([begin(late.signal), bound])
  } finally {
    clearTimeout(timer!)
  }
}
