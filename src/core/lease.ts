/**
 * What a session may reach just now. In every list `*` stands for any run of characters; a resource without `#` means
 * whatever is inside it, too.
 */
export interface Reach {
  /** Names of connections. */
  readonly connections: readonly string[]
  /** Resources, as operations name them. */
  readonly resources: readonly string[]
  /** Kinds of operations. */
  readonly operations: readonly string[]
}

/** What people answered: the code of a rule's requirement, and who met it. */
export interface Answers {
  readonly code: string
  readonly by: readonly string[]
  /** The groups that were asked: each of them answers for one of these. */
  readonly from: readonly string[]
  /** RFC 3339. */
  readonly at: string
  readonly reason?: string
}

/** A session's reach for some time. Times are milliseconds since the epoch. */
export interface Lease extends Reach {
  readonly id: string
  /** Null for a lease that narrows its session: asked for with it. Else the requirement that people met for as long. */
  readonly answers: Answers | null
  readonly grantedAt: number
  readonly expiresAt: number
  readonly endedAt: number | null
}

/** A lease, and whose it is. */
export interface StoredLease extends Lease {
  readonly session: string
  readonly agent: string
  readonly endedBecause: string | null
}
