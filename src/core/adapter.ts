import type { Readable } from 'node:stream'
import type { Connection, Credential } from './connection.ts'
import type { Telltale } from './honeytoken.ts'
import type { NonEmpty } from './json.ts'
import type { Operation } from './operation.ts'
import type { Refusal } from './refusal.ts'
import type { Answer, AnswerHead, Outgoing, Request } from './request.ts'

/** Content codings that can be undone (RFC 9110, section 8.4.1; RFC 7932; RFC 8878). */
export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd'

/** How a text's characters lie in its bytes: one or more bytes each, ASCII's as ASCII writes them; or in units. */
export type Units = 'bytes' | 'utf-16' | 'utf-16le' | 'utf-16be' | 'utf-32' | 'utf-32le' | 'utf-32be'

/** Where an answer's text lies. */
export interface TextLayout {
  /** What is to be undone first, in this order. */
  readonly codings: readonly Coding[]
  readonly units: Units
  /** What structure the text has, by which its fields are told. A message is JSON, or has no fields. */
  readonly format: 'text' | 'json' | 'yaml' | 'form' | 'csv' | 'events' | 'message'
  /** Whether it is only a part of a body: what is masked may lie across its ends. */
  readonly part: boolean
}

/** How an answer's body becomes another. Waits for the whole of it, so it is for small ones. */
export interface Rewrite {
  /** The most bytes that the upstream's body may have, with its gzip undone. */
  readonly limit: number
  /** `address` is the connection's as the client knows it: absolute, without a last slash. Throws ERR_UPSTREAM_BROKEN. */
  body(whole: Buffer, address: string): Buffer
}

/** How a protocol's client is kept alive, and told why, while people decide. */
export interface Waiting {
  /** Sent at once; from here on, the answer's status can't change. */
  readonly head: AnswerHead
  /** Bytes that keep the connection alive and print nothing. */
  readonly tick: Buffer
  /** A line that the client prints. */
  say(line: string): Buffer
  /** Ends the answer with a refusal that the client prints. */
  refuse(refusal: Refusal): Buffer
  /** True if the upstream's answer can go on where {@link Waiting.head} left off. */
  continues(head: AnswerHead): boolean
}

/** What must be the same for an approval to count. */
export interface Bound {
  readonly target: string
  /** Whether the body's digest counts, too. */
  readonly body: boolean
  /** The operations, without what another look might find otherwise. */
  readonly operations: NonEmpty<Operation>
}

/** A body on disk, or on its way there: what is looked into is what goes upstream. */
export interface BodyOnDisk {
  /** From its start, as often as it is asked for; waits for what is still arriving, and fails where that does. */
  stream(): Readable
}

/** What to look for where a protocol alone can look. */
export interface HoneytokensInside {
  readonly telltales: readonly Telltale[]
  seen(honeytoken: string): void
}

/** What an adapter may use to look closer at one request. All of it costs I/O. */
export interface InspectionPorts {
  /** Parts of the operations' detail that policy refuses to do without, in its own names. */
  readonly needs: ReadonlySet<string>
  /** Aborted when the client goes, or the inspection takes too long. */
  readonly signal: AbortSignal
  /**
   * The body. Nothing that was seen in it counts before the whole of it is on disk. Rejects with ERR_BODY_TOO_LARGE; the
   * stream fails, and with it the inspection, with ERR_SPOOL_QUOTA and the like.
   */
  body(): Promise<BodyOnDisk>
  /**
   * A URL on this machine that stands for the connection's upstream until the exchange is over: opened by the gateway's
   * own credential, for reads alone, each on record.
   */
  upstream(): Promise<string>
  /** What tells of the session's honeytokens, and who is told of those that are inside; absent where none are configured. */
  readonly honeytokens?: HoneytokensInside
  /** What to do once the exchange is over, if it was forwarded. Nobody waits for it. */
  afterwards(task: () => Promise<void>): void
}

/** One protocol's knowledge. Opens nothing, reads no clock, keeps no state between requests. */
export interface Adapter {
  /** Names `connections[].protocol`, and prefixes every operation's kind. */
  readonly protocol: string
  /** How this protocol's paths begin, where another connection has the same upstream; absent for one that takes the rest. */
  readonly paths?: readonly string[]
  /** Everything that this request would do, from its head and bounded first bytes. Throws ERR_UNINTELLIGIBLE rather than guess. */
  normalise(request: Request): Promise<NonEmpty<Operation>>
  /**
   * The same operations, with what must be looked up or unpacked; the very same list where there is nothing to look at.
   * Throws ERR_UNINTELLIGIBLE, ERR_INSPECTION_*.
   */
  inspect?(request: Request, operations: NonEmpty<Operation>, ports: InspectionPorts): Promise<NonEmpty<Operation>>
  /** What an approval binds besides session and connection: see design, section 4. */
  binds(request: Request, operations: NonEmpty<Operation>): Bound
  /** Whether this credential signs what the body holds: then all of it is on disk before {@link Adapter.authorise}. */
  signsBody?(credential: Credential): boolean
  /**
   * Head to send upstream, with the credential in the protocol's own place. `digest` is the body's SHA-256, in hex, where
   * there is a body and {@link Adapter.signsBody}.
   */
  authorise(request: Request, credential: Credential, at: Date, digest?: string): Outgoing
  /** Rewrites links that would lead the client around the gate. `origin` is the gate's own, as the client knows it. */
  answer?(answer: AnswerHead, connection: Connection, base: string): AnswerHead
  /** For an answer with links inside it; null for one that passes as it comes. What is masked and recorded is what it becomes. */
  rewrite?(request: Request, answer: AnswerHead): Rewrite | null
  /** Where this answer's text lies, for the mask step. Throws ERR_UNMASKABLE before any byte is sent. */
  text(answer: AnswerHead): TextLayout
  /** A refusal that the agent's own client prints in full. */
  refuse(request: Request, refusal: Refusal): Promise<Answer>
  wait?(request: Request): Promise<Waiting | null>
}
