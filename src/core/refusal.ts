import type { Reason } from './decision.ts'
import type { ErrorCode } from './errors.ts'

/** A refusal as a client is told it: what, by which rule, what would pass. */
export interface Refusal {
  readonly code: ErrorCode
  readonly status: number
  readonly message: string
  readonly fix?: string | undefined
  readonly reasons: readonly Reason[]
  /** The exchange's id, for whoever looks it up in the journal. */
  readonly exchange: string
  readonly approval?: string | undefined
  /** True where the upstream has already carried the request out: don't repeat it. */
  readonly performed?: boolean | undefined
}
