import type { Judgement } from './decision.ts'
import type { Operation } from './operation.ts'
import type { Recording } from './recording.ts'
import type { Headers } from './request.ts'

/** One exchange with all that is on record of it. Times are milliseconds since the epoch. */
export interface FullExchange {
  readonly id: string
  readonly at: number
  /** The gateway that it went through, as far as it is known. */
  readonly gateway: { readonly host: string | null; readonly version: string | null }
  readonly connection: string
  /** Null, like all that is asked, where it ended before its intent was on record. */
  readonly protocol: string | null
  readonly method: string | null
  readonly host: string | null
  readonly target: string | null
  readonly headers: Headers
  readonly operations: readonly Operation[]
  readonly decisions: readonly Judgement[]
  /** The exchange that the gateway asked this for; null for what an agent asked. */
  readonly inspectionOf: string | null
  /** Those that it used up. */
  readonly approvals: readonly string[]
  readonly stages: readonly { readonly stage: string; readonly at: number }[]
  /** Null while it is under way, or where the gateway died meanwhile. */
  readonly answer: {
    readonly at: number
    readonly status: number
    readonly headers: Headers
    readonly code: string | null
    readonly bytes: number
    readonly bytesUpstream?: number
    readonly forwarded: boolean
    readonly recordings: readonly Recording[]
  } | null
}

/** Where an entry stands among a session's, in the order of their times. */
export interface Place {
  readonly at: number
  readonly writer: string
  readonly sequence: number
}
