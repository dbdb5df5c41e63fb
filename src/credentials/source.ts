import type { Connection, Credential } from '../core/connection.ts'
import type { Operation } from '../core/operation.ts'
import type { Clock } from '../core/ports.ts'
import type { Session } from '../core/session.ts'
import type { SourceHttp } from './http.ts'
import type { Known } from './known.ts'
import type { SecretReference } from './secrets/reference.ts'
import type { ShortLived, ShortLivedOptions } from './short-lived.ts'
import type { Vault } from './vault/client.ts'

/** What a credential is for. */
export interface Asked {
  readonly connection: Connection
  readonly operations: readonly Operation[]
  readonly session: Pick<Session, 'id' | 'agent'>
}

/** A credential, and until when it is good, in milliseconds since the epoch; null where nobody knows. */
export interface Opened {
  readonly credential: Credential
  readonly expiresAt: number | null
}

/** Where a connection's credentials come from. */
export interface Source {
  /** Rejects with SourceError, or with any other error, whose words are for operators. */
  open(asked: Asked): Promise<Opened>
  /** Who this credential is upstream, as the provider names it; absent where none could be asked. */
  whoAmI?(opened: Opened, signal: AbortSignal): Promise<string>
  /** Gives back what the source can take back. */
  close?(signal: AbortSignal): Promise<void>
}

/** Reads the text of a secret as it is now. Rejects with an Error that names the reference, never the text. */
export type ReadSecret = (reference: SecretReference) => Promise<string>

/** What sources are made of. */
export interface Surroundings {
  readonly read: ReadSecret
  readonly http: SourceHttp
  readonly known: Known
  readonly now: Clock
  /** A cache, its fetches counted as this source's. */
  shortLived<Ask, Value>(options: Pick<ShortLivedOptions<Ask, Value>, 'keyOf' | 'fetch'>): ShortLived<Ask, Value>
  /** Null where none is configured. */
  readonly vault: Vault | null
}
