import type { Judgement } from './decision.ts'
import type { ErrorCode } from './errors.ts'
import type { Lease } from './lease.ts'
import type { Operation } from './operation.ts'
import type { Recording } from './recording.ts'
import type { Headers } from './request.ts'

/** What is about to happen. Durable before the first byte goes upstream. Times are milliseconds since the epoch. */
export interface Intent {
  readonly exchange: string
  readonly session: string
  readonly connection: string
  readonly protocol: string
  readonly method: string
  readonly host: string
  /** Path and query below the connection. */
  readonly target: string
  readonly headers: Headers
  readonly operations: readonly Operation[]
  readonly decisions: readonly Judgement[]
  readonly at: number
  /** The approvals that this exchange uses up, in the same commit. */
  readonly uses: readonly string[]
  /** Leases that come of that use. */
  readonly grants: readonly Lease[]
  /** The exchange that the gateway itself asked this for, to look into it; null for what an agent asked. */
  readonly inspectionOf: string | null
}

/** How far an exchange has come that isn't judged at once. Ahead of its {@link Intent}, which tells of all the rest. */
export interface Stage {
  readonly exchange: string
  readonly session: string
  readonly connection: string
  readonly stage: 'uploading' | 'inspecting' | 'held'
  readonly at: number
}

/** What became of an exchange. */
export interface Outcome {
  readonly exchange: string
  readonly session: string
  readonly status: number
  /** Masked. */
  readonly headers: Headers
  /** What is kept of what went by. */
  readonly recordings: readonly Recording[]
  /** Bytes of the answer's body that were sent to the client. */
  readonly bytes: number
  /** Bytes that went upstream, where they are counted: of tunnels and upgrades. */
  readonly bytesUpstream?: number | undefined
  /** Why it was refused or failed; null where it wasn't. */
  readonly code: ErrorCode | 'client_gone' | null
  /** True once any byte of the request went upstream. */
  readonly forwarded: boolean
  readonly at: number
}

/** What an entry tells of: a chain's beginning, an exchange on its way, or what happened to one of the other tables' rows. */
export type EntryKind =
  | 'writer'
  | 'exchange'
  | 'answer'
  | 'stage'
  | 'session'
  | 'approval'
  | 'vote'
  | 'lease'
  | 'mark'
  | 'policy'

/** What happened to a session, an approval, a vote, a lease, a mark or the policy, as the database tells. */
export interface Happening {
  readonly kind: Extract<EntryKind, 'session' | 'approval' | 'vote' | 'lease' | 'mark' | 'policy'>
  /** `found`: it was there before there was a chain. */
  readonly change: 'insert' | 'update' | 'delete' | 'found'
  readonly session: string | null
  /** The row as it was then, as JSON text on one line. */
  readonly fields: string
  readonly at: number
}

/** How far a chain has come. */
export interface Head {
  /** Its newest entry's, from 1; 0 before the first. */
  readonly sequence: number
  /** The newest entry's SHA-256 in hex; 64 zeros before the first. */
  readonly hash: string
}

/** One line of the journal, in the chain of the writer that wrote it. */
export interface Entry {
  readonly writer: string
  readonly sequence: number
  readonly kind: EntryKind
  readonly at: number
  readonly session: string | null
  readonly exchange: string | null
  /** One line of JSON: all of the above, the hash of the entry before, and what there is to tell. */
  readonly line: string
  /** Of that line, in UTF-8: SHA-256 in hex. */
  readonly hash: string
}

/** Where the path writes what happens. */
export interface Journal {
  /** Resolves once the entry is durable; rejects with ERR_JOURNAL_UNAVAILABLE or ERR_APPROVAL_USED, and then nothing may be sent. */
  intend(intent: Intent): Promise<void>
  /** Resolves once it is durable; rejects with ERR_JOURNAL_UNAVAILABLE, and then the exchange goes no further. */
  reach(stage: Stage): Promise<void>
  /** Written with a later commit, and retried until it is. */
  settle(outcome: Outcome): void
}

/** An entry as it was found, which may be anything. */
export interface FoundEntry {
  readonly writer: string
  readonly sequence: number
  readonly kind: string
  /** Milliseconds since the epoch, as text: what was changed may be no whole number. */
  readonly at: string
  readonly session: string | null
  readonly exchange: string | null
  /** SHA-256 in hex; null where only the line was kept. */
  readonly hash: string | null
  readonly line: string
}
