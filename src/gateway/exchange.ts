import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Adapter, Waiting } from '../core/adapter.ts'
import type { Count, Judgement } from '../core/decision.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { StoredSession } from '../core/ports.ts'
import type { Request } from '../core/request.ts'
import type { PeekedBody } from './body.ts'
import type { Door } from './gate.ts'
import type { Spooled, Spooling } from './spool.ts'

/** One request on its way through the gate: what is known of it so far. Each step adds its own. */
export interface Exchange {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** Aborted when the client goes before its answer's end. */
  readonly gone: AbortSignal
  readonly body: PeekedBody | null
  matched?: Matched
  readonly decisions: Judgement[]
  /** What was counted for this request, until it is forwarded or given back. */
  readonly reserved: Count[]
  /** The totals that came of it. */
  counters: { readonly [counter: string]: number }
  /** Set once the body begins to be put on disk, and once all of it is there. */
  spooling?: Spooling
  spooled?: Spooled
  /** Open while the request is looked into, and until {@link Exchange.afterwards} is done. */
  door?: Door
  /** What to do once the exchange is over, if it was forwarded. */
  readonly afterwards: (() => Promise<void>)[]
  /** Set once a held client's answer has begun. */
  waiting?: Waiting
  /** Set once the upstream's own answer is on its way to the client: no other may follow it. */
  answering?: boolean
  intended?: boolean
  forwarded?: boolean
}

/** A request whose sender and connection are known. */
export interface Matched {
  readonly token: string
  readonly session: StoredSession
  readonly adapter: Adapter
  readonly request: Request
  readonly base: string
  operations?: NonEmpty<Operation>
}
