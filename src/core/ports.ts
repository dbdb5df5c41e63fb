import type { Approval, ApprovalState, Ask, Ballot, Identity } from './approval.ts'
import type { ClientCertificate, Connection, Credential } from './connection.ts'
import type { Count } from './decision.ts'
import type { Mark } from './honeytoken.ts'
import type { Entry, Happening, Head, Intent } from './journal.ts'
import type { NonEmpty } from './json.ts'
import type { StoredLease } from './lease.ts'
import type { Login } from './login.ts'
import type { Operation } from './operation.ts'
import type { Session } from './session.ts'

/** Milliseconds since the epoch. */
export type Clock = () => number

/** A session as kept: the token itself is nowhere, only its SHA-256. */
export interface StoredSession extends Session {
  readonly createdAt: number
  /** Renewal goes no further than this. */
  readonly latestExpiry: number
  readonly endedAt: number | null
  readonly endedBecause: string | null
}

/** Whether a session still stands, and its leases. */
export interface Standing {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly endedAt: number | null
  readonly endedLeases: readonly string[]
}

/** Sessions in the database. Every method rejects with ERR_STORE_UNAVAILABLE when it can't be reached. */
export interface SessionStore {
  /** False where the ID token (by its SHA-256) was exchanged before; then nothing is kept. */
  create(session: StoredSession, tokenHash: Buffer, idToken: { hash: Buffer; expiresAt: number }): Promise<boolean>
  /** The same for a renewal: moves the end of a session that has not ended. */
  renew(id: string, expiresAt: number, idToken: { hash: Buffer; expiresAt: number }): Promise<boolean>
  findByToken(tokenHash: Buffer): Promise<StoredSession | null>
  find(id: string): Promise<StoredSession | null>
  list(limit: number): Promise<readonly StoredSession[]>
  /** False where it had ended already, or never was. */
  end(id: string, because: string, at: number): Promise<boolean>
  standing(ids: readonly string[]): Promise<readonly Standing[]>
  /** Answers the session's mark: this one, unless it had one before. */
  mark(id: string, mark: Mark): Promise<Mark>
}

/** Leases in the database, beyond what a session is read with. */
export interface LeaseStore {
  /** Those of one session, or of all; `open` leaves out what has ended or expired. Newest first. */
  list(filter: { session: string | null; open: boolean; limit: number }): Promise<readonly StoredLease[]>
  find(id: string): Promise<StoredLease | null>
  /** False where it had ended already, or never was. */
  end(id: string, because: string, at: number): Promise<boolean>
}

/** Tells every replica what another one did. */
export interface Notices {
  /**
   * Calls back with the id of each session that has ended, or a lease of it, and of each approval that was changed; with
   * null where some may have been missed.
   */
  heard(topic: 'sessions' | 'approvals', listener: (id: string | null) => void): void
}

/** ID tokens that were exchanged, in the database. */
export interface IdTokenStore {
  /**
   * Takes out tokens that expired before then, no more than `limit` of them.
   *
   * @returns how many those were
   */
  purge(before: number, limit: number): Promise<number>
}

/** Logins in the database. Of tokens, the SHA-256 alone is there; of refresh tokens, what encryption makes of them. */
export interface LoginStore {
  /**
   * False where this ID token has opened a login before; then nothing is kept.
   *
   * @param refreshToken null where the login isn't renewable
   */
  create(login: Login, tokenHash: Buffer, idTokenHash: Buffer, refreshToken: string | null): Promise<boolean>
  find(tokenHash: Buffer): Promise<Login | null>
  /**
   * The refresh token of a login that stands, for this caller alone: until it gives it back, or for so many seconds.
   * Null where another has it, or has been told more since `toldAt`, or there is none.
   */
  borrow(tokenHash: Buffer, toldAt: number, seconds: number): Promise<string | null>
  /** Keeps the next refresh token in the place of the borrowed one. False where that one isn't there any more. */
  rotate(tokenHash: Buffer, borrowed: string, next: string): Promise<boolean>
  /** Gives the refresh token back, with what was learned by it. False where that one isn't there any more. */
  renew(tokenHash: Buffer, borrowed: string, told: Told): Promise<boolean>
  /** Gives the refresh token back as it is. */
  giveBack(tokenHash: Buffer, borrowed: string): Promise<void>
  /** Forgets the refresh token as well. False where it had ended already, or never was. */
  end(tokenHash: Buffer, at: number): Promise<boolean>
}

/** What an identity provider told of somebody, and when it was asked. */
export type Told = Pick<Login, 'identities' | 'name' | 'groups' | 'toldAt'>

/** A ballot, and when it was cast. */
export interface Cast {
  readonly ballot: Ballot
  readonly at: number
}

/** Approvals in the database. */
export interface ApprovalStore {
  /** The open approval with this digest, or a new one; null where the open one is over by then, and isn't closed yet. */
  open(id: string, ask: Ask, at: number, expiresAt: number): Promise<Approval | null>
  find(id: string): Promise<Approval | null>
  list(filter: { open: boolean; limit: number }): Promise<readonly Approval[]>
  /** Those of the ids that are no longer pending. */
  answered(ids: readonly string[]): Promise<readonly Approval[]>
  /** All that changed in the last so many seconds. */
  changed(seconds: number): Promise<readonly Pick<Approval, 'id' | 'version'>[]>
  /** Closes what is over at `at`: which it closed, each told to one caller alone. */
  close(at: number): Promise<readonly { readonly id: string; readonly state: 'expired' | 'lapsed' }[]>
  /**
   * What became of other asks of the same run: what people denied since then, the oldest first, `same` where it had this
   * digest; and how many that haven't it are pending at `at`. A session without a known run is one by itself.
   */
  ofRun(
    session: string,
    digest: string,
    times: { since: number; at: number },
  ): Promise<{ readonly denials: readonly { same: boolean; at: number }[]; readonly pending: number }>
  /**
   * Adds a vote to a pending approval and moves its state to what `settle` says of it. What that throws undoes the vote.
   * Null where it isn't pending any more.
   */
  vote(id: string, cast: Cast, settle: (approval: Approval) => ApprovalState): Promise<Approval | null>
  giveBack(id: string, exchange: string): Promise<void>
}

/** Who is who, in the database. */
export interface PeopleStore {
  /** From now on these are one person's, with all other names of any of them; `addressed` where one is an address. */
  join(identities: NonEmpty<Identity>): Promise<{ readonly addressed: boolean }>
  /** Whether any of these is a name of somebody known. */
  anyKnown(identities: readonly Identity[]): Promise<boolean>
}

/** What rules count over a session, in the database. */
export interface CounterStore {
  /** Adds at once, and answers the new totals: no two requests see the same. */
  reserve(session: string, counts: readonly Count[]): Promise<{ readonly [counter: string]: number }>
  /** Takes off again what nothing came of. */
  release(session: string, counts: readonly Count[]): Promise<void>
}

/** What may become of an intent that uses approvals: `busy` where another transaction is at one of them just now. */
export type Use = 'used' | 'gone' | 'busy'

/** The journal in the database. Every method rejects with ERR_STORE_UNAVAILABLE when it can't be reached. */
export interface JournalStore {
  /** All of one chain, one after another, in one commit. */
  append(entries: readonly Entry[]): Promise<void>
  /**
   * Uses all approvals of an intent, or none of them, and grants the leases that come of it; no two intents name the same
   * one. In the same commit go the entries that `chained` makes of those whose exchanges were told to have used theirs.
   *
   * @returns what became of each, in their order
   */
  appendUses(
    intents: readonly Intent[],
    chained: (used: readonly Intent[]) => readonly Entry[],
  ): Promise<readonly Use[]>
  /**
   * Moves what happened, the oldest first and no more than `limit`, into the journal, in one commit.
   *
   * @returns how much that was
   */
  appendHappenings(limit: number, chained: (happened: readonly Happening[]) => readonly Entry[]): Promise<number>
  /** How far a chain has come. */
  head(writer: string): Promise<Head>
}

/** Keyed hashes, in hex, of values that were masked in sessions, in the database. */
export interface MaskedValueStore {
  add(values: readonly { readonly session: string; readonly hash: string }[]): Promise<void>
  of(session: string): Promise<readonly string[]>
  /** Takes out those from before then: milliseconds since the epoch. */
  purge(before: number): Promise<void>
}

/** Secret keys of this deployment, the same on every replica: for digests that nobody else can make. */
export interface KeyStore {
  /** 32 random bytes, made the first time that this name is asked for. */
  keyOf(name: string): Promise<Buffer>
}

/**
 * Opens a connection's credential, good for no more than these permitted operations where its source can tell, and in
 * the session's name where the upstream keeps names. `name` is another one of the connection's than its default. Rejects
 * with ERR_CREDENTIAL_UNAVAILABLE, and with ERR_CREDENTIAL_UNKNOWN where the connection has none of that name.
 */
export type OpenCredential = (
  connection: Connection,
  operations: readonly Operation[],
  session: Pick<Session, 'id' | 'agent'>,
  name: string | null,
) => Promise<Credential>

/** Opens the client certificate that a connection is made with; null where none is. Rejects with ERR_CREDENTIAL_UNAVAILABLE. */
export type OpenCertificate = (connection: Connection) => Promise<ClientCertificate | null>
