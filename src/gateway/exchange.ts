import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Adapter, Waiting } from '../core/adapter.ts'
import type { Count, Judgement } from '../core/decision.ts'
import type { GatewayError } from '../core/errors.ts'
import type { Satisfied } from '../core/input.ts'
import type { Outcome } from '../core/journal.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { StoredSession } from '../core/ports.ts'
import type { Recording } from '../core/recording.ts'
import type { Answer, Outgoing, Request } from '../core/request.ts'
import type { PeekedBody } from './body.ts'
import type { Door, Gate, Masker } from './gate.ts'
import type { Leased } from './lease.ts'
import type { Spooled, Spooling } from './spool.ts'

/** One request on its way through the gate: what is known of it so far. Each step adds its own. */
export interface Exchange {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly carriage: Carriage
  /** Aborted when the client goes before its answer's end, and when the exchange is cut. */
  readonly gone: AbortSignal
  /** Ends it, whatever it is at. */
  cut(why: GatewayError): void
  /** Why it was cut, if it was. */
  readonly wasCut: GatewayError | undefined
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
  /** What of it is recorded. */
  readonly tapes: Tape[]
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
  /** As it was read last. */
  session: StoredSession
  readonly adapter: Adapter
  readonly request: Request
  /** The gate's own path for the connection, as the client knows it. */
  readonly base: string
  /** The connection's address as the client knows it: absolute, without a last slash. */
  readonly address: string
  operations?: NonEmpty<Operation>
  /** By which of the session's leases the request goes: as it was asked about last. */
  leased?: Leased
  /** What people answered to it; absent where they weren't asked. */
  answered?: readonly Satisfied[]
}

/** What goes by in one exchange, on its way into the record. */
export interface Tape {
  /** Bytes as they go by, or of messages the lines that tell of them; `counted` is how many bytes those stand for. */
  add(bytes: Buffer, counted?: number): void
  /** Bytes that go by and can't be kept. */
  skip(bytes: number): void
  /** What has come has come to its own end: nothing of it was cut off. */
  complete(): void
  /** Resolves once all that is kept of it is durable. */
  close(): Promise<Recording>
}

/** What went to the client, once the exchange is over. `status` is 0 where nothing did. */
export type Sent = Pick<Outcome, 'status' | 'headers' | 'bytes' | 'bytesUpstream'>

/** One permitted request on its way upstream, and its answer on its way back. */
export interface Carrier {
  /** Resolves once all of the answer is through. Rejects with ERR_UPSTREAM_*, ERR_UNMASKABLE, and where the client went. */
  carry(outgoing: Outgoing): Promise<void>
  sent(): Sent
}

/** How permitted requests of a kind go upstream. */
export interface Carriage {
  /** Whether it stays open longer than a request. */
  readonly lasting?: boolean
  carrier(gate: Gate, exchange: Exchange, matched: Matched, masker: Masker): Carrier
  /** Tells the client of a refusal, where that isn't an answer like any other; resolves to the status to record. */
  tell?(answer: Answer): Promise<number>
}
