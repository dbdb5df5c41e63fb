import type { Adapter } from '../core/adapter.ts'
import type { Approval, Demand } from '../core/approval.ts'
import type { Connection } from '../core/connection.ts'
import type { Mask, Requirement } from '../core/decision.ts'
import type { DecisionLog } from '../core/decision-log.ts'
import type { Journal } from '../core/journal.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { Policy } from '../core/policy.ts'
import type { Clock, CounterStore, OpenCertificate, OpenCredential, StoredSession } from '../core/ports.ts'
import type { Headers } from '../core/request.ts'
import type { Session } from '../core/session.ts'
import type { Forwarder } from './forward.ts'
import type { HoldSlots } from './hold-slots.ts'
import type { Lines } from './lines.ts'
import type { Dial } from './proxy/dial.ts'
import type { Quota } from './spool-quota.ts'

/** Redacts one answer: its header fields, and its body as it streams. */
export interface Masker {
  readonly body: boolean
  headers(headers: Headers): Headers
  redactor(): { write(chunk: Buffer): Buffer; end(): Buffer }
  /** False where a text surely holds nothing to hide. */
  suspects(text: string): boolean
}

/** An exchange that is over. */
export interface Finished {
  readonly connection: string
  readonly effect: string
  /** Codes of the last decision's reasons, each once. */
  readonly rules: readonly string[]
  readonly code: string
  readonly status: number
  readonly seconds: number
}

/** What the path reports as it goes. */
export interface Observer {
  finished(exchange: Finished): void
  /** +1 when a request begins to wait for people, -1 when it ends to. */
  held(change: 1 | -1): void
  failed(exchange: string, error: unknown): void
}

/** Who looks into which exchange, through a door to which upstream. */
export interface Opening {
  readonly adapter: Adapter
  readonly session: StoredSession
  readonly connection: Connection
  readonly exchange: string
}

/** A door for programs of the gateway's own, to one connection's upstream. */
export interface Door {
  /** `http://127.0.0.1:40001/<secret>`: stands for the connection's upstream. */
  readonly url: string
  close(): void
}

/** The gateway's side doors: on loopback, each under a name that can't be guessed. */
export interface Doors {
  /** A door for looking into one exchange. It passes reads alone, and puts each on record. */
  open(opening: Opening): Promise<Door>
  close(): Promise<void>
}

/** Everything that the path needs, made once by `compose.ts`. */
export interface Gate {
  readonly sessions: {
    identify(token: string): Promise<StoredSession>
    /** Reads the session anew at its next use. */
    forget(id: string): void
  }
  readonly connections: readonly Connection[]
  readonly adapters: ReadonlyMap<string, Adapter>
  readonly policy: Policy
  /** Null where decisions are kept in the journal alone. */
  readonly decisionLog: DecisionLog | null
  readonly counters: CounterStore
  readonly desk: {
    ask(demand: Demand): Promise<Approval>
    answered(approval: Approval, until: number, signal: AbortSignal): Promise<Approval>
    giveBack(id: string, exchange: string): Promise<void>
  }
  readonly digestOf: (bound: {
    session: Session
    connection: string
    operations: NonEmpty<Operation>
    target: string
    body: string | null
    requirements: readonly Requirement[]
  }) => string
  readonly journal: Journal
  readonly credentials: {
    readonly open: OpenCredential
    readonly certificateOf: OpenCertificate
    known(): readonly string[]
  }
  readonly createMasker: (masks: readonly Mask[], known: readonly string[]) => Masker
  /** Every detector and every credential opened so far, for what is recorded. */
  readonly recordMasker: () => Masker
  readonly forwarder: Forwarder
  readonly dial: Dial
  readonly lines: Lines
  readonly doors: Doors
  readonly holdSlots: HoldSlots
  readonly spoolQuota: { of(session: string): Quota }
  readonly now: Clock
  readonly observer: Observer
  /** Where people see an approval, and answer it. */
  readonly approvalUrl: (id: string) => string
  readonly limits: {
    readonly spoolDirectory: string
    readonly spoolBytes: number
    readonly inspectionSeconds: number
    readonly recordBytes: number
    /** Seconds that a request waits for people: with a client that hears nothing meanwhile, and with one that does. */
    readonly waitSeconds: number
    readonly inlineSeconds: number
  }
  /** Aborted when the process is told to end: whoever waits for people is sent away, to ask again elsewhere. */
  readonly draining: AbortSignal
}
