import type { Adapter, TextLayout } from '../core/adapter.ts'
import type { Approval, Demand } from '../core/approval.ts'
import type { Connection } from '../core/connection.ts'
import type { Mask, Requirement } from '../core/decision.ts'
import type { DecisionLog } from '../core/decision-log.ts'
import type { Mark, Sighting, Telltale } from '../core/honeytoken.ts'
import type { Journal } from '../core/journal.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { Policy } from '../core/policy.ts'
import type { Clock, CounterStore, OpenCertificate, OpenCredential, StoredSession } from '../core/ports.ts'
import type { Recording, Shelf } from '../core/recording.ts'
import type { Headers } from '../core/request.ts'
import type { Session } from '../core/session.ts'
import type { Forwarder } from './forward.ts'
import type { HoldSlots } from './hold-slots.ts'
import type { Lines } from './lines.ts'
import type { Dial } from './proxy/dial.ts'
import type { Quota } from './spool-quota.ts'

/** Redacts one answer: its header fields, and its body as it streams. */
export interface Masker {
  /** Whether anything is looked for in a body. */
  readonly looks: boolean
  /**
   * Whether a decision wants bodies masked: then lengths change, and what can't be masked is refused. Otherwise as many
   * asterisks as it has bytes stand in for a secret that the gateway knows.
   */
  readonly rewrites: boolean
  headers(headers: Headers): Headers
  /** For one body: it keeps what it holds back. Throws ERR_UNMASKABLE where the masks want fields that the format hasn't. */
  redactor(layout: Pick<TextLayout, 'units' | 'format'> & Partial<Pick<TextLayout, 'part'>>): {
    write(chunk: Buffer): Buffer
    end(): Buffer
  }
  /**
   * For text of whatever structure in these units, or those of its byte-order mark; without them for a stream of bytes.
   * `held` tells how many of the bytes written it holds back.
   */
  text(units?: TextLayout['units']): { write(chunk: Buffer): Buffer; end(): Buffer; held(): number }
  /** A text by itself, masked. */
  value(text: string): string
  /** False where a text, a byte a character, surely holds nothing to hide. */
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

/** Looks along as text goes by. */
export interface Watcher {
  write(chunk: Buffer): void
  end(): void
}

/** Decoys that sessions are handed, and what is done where one shows up. */
export interface Honeytokens {
  /** A session's own: what tells of them, and what looks for them in one text. `seen` is told of each once, as soon as it came. */
  of(session: string): {
    readonly telltales: readonly Telltale[]
    watcher(units: TextLayout['units'], seen: (honeytoken: string) => void): Watcher
  }
  /** Resolves once it is durable that one was seen; rejects with ERR_STORE_UNAVAILABLE. `ended` where that ends the session. */
  alarm(session: string, sighting: Sighting): Promise<{ readonly mark: Mark; readonly ended: boolean }>
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
  /**
   * The masks of a decision; every credential that was opened so far, and what was masked in this session before. Throws
   * ERR_UNMASKABLE for a detector that there is none of.
   */
  readonly createMasker: (masks: readonly Mask[], session: string) => Masker
  /** Has what other replicas masked in a session known by now, of a second ago at the latest. Rejects with ERR_STORE_UNAVAILABLE. */
  readonly learn: (session: string) => Promise<void>
  /** Every detector besides, for what is recorded. */
  readonly recordMasker: (session: string) => Masker
  /** Null where none are configured. */
  readonly honeytokens: Honeytokens | null
  /** Where what goes by is kept. */
  readonly recordings: {
    recorder(shelf: Shelf): {
      /** @param at milliseconds since the exchange began */
      take(masked: Buffer, at: number): void
      /** Resolves once all of it is durable. */
      close(): Promise<Pick<Recording, 'chunks' | 'timing' | 'day'>>
    }
    /** Whether so much waits for the database that nothing more is to come for now. */
    readonly full: boolean
    /** Calls back once, when that is over. */
    onRoom(callback: () => void): void
  }
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
    /** Bytes that are kept of a direction at the levels head and full. */
    readonly headBytes: number
    readonly fullBytes: number
    /** Seconds that a request waits for people: with a client that hears nothing meanwhile, and with one that does. */
    readonly waitSeconds: number
    readonly inlineSeconds: number
  }
  /** Aborted when the process is told to end: whoever waits for people is sent away, to ask again elsewhere. */
  readonly draining: AbortSignal
}
