/** What sessions are looked for by. Absent is whatever. Times are milliseconds since the epoch. */
export interface SessionFilter {
  readonly agent?: string
  readonly repository?: string
  readonly run?: string
  readonly connection?: string
  /** An operation's kind; `git.*` is all that begin so. */
  readonly operation?: string
  /** What policy answered: `allow`, `mask`, `require_approval` or `deny`. */
  readonly decision?: string
  /** A reason's code. */
  readonly rule?: string
  /** Somebody who has approved. */
  readonly approver?: string
  readonly since?: number
  readonly until?: number
  /** Words that must all be there. */
  readonly text?: string
}

/** What a session has of what was looked for. */
export interface Matches {
  readonly count: number
  /** The newest of them, newest first; empty where no filter is about exchanges. */
  readonly exchanges: readonly string[]
}

/** An exchange as it is found by. */
export interface IndexedExchange {
  readonly exchange: string
  readonly session: string
  readonly at: number
  /** Of how many entries. */
  readonly entries: number
  /** Whose recordings have words in it. */
  readonly shelf: { readonly connection: string; readonly day: string } | null
  readonly words: ReadonlySet<string>
}

/** Who a session is, as far as it is looked for by. */
export interface SessionFacets {
  readonly agent: string
  readonly repository: string
  readonly run: string | null
}

/** A part of a chain that isn't indexed yet. */
export interface Unindexed {
  readonly writer: string
  /** The last entry of it. */
  readonly sequence: number
  readonly exchanges: readonly string[]
}

/** The lines that tell of an exchange, and whose it is; null where its session isn't known. */
export interface ReadExchange {
  readonly lines: readonly string[]
  readonly session: SessionFacets | null
}

/** The search index in the database. Every method rejects with ERR_STORE_UNAVAILABLE when it can't be reached. */
export interface IndexStore {
  /** Whether this holder is the one for so many seconds from now. */
  claim(holder: string, seconds: number): Promise<boolean>
  /** Parts of chains that aren't indexed yet, of so many entries at the most in all. */
  fresh(limit: number): Promise<readonly Unindexed[]>
  /** Exchanges that have words of recordings which are no longer there, no more than `limit`. */
  stale(limit: number): Promise<readonly string[]>
  /** What is on record of exchanges; those of which nothing is are left out. */
  read(exchanges: readonly string[]): Promise<readonly ReadExchange[]>
  put(indexed: readonly IndexedExchange[]): Promise<void>
  /** From now on all up to there is indexed. */
  advance(parts: readonly Omit<Unindexed, 'exchanges'>[]): Promise<void>
}
