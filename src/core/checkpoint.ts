import type { Head } from './journal.ts'

/** How far one chain has come. */
export interface ChainHead extends Head {
  readonly writer: string
}

/** What a checkpoint's signature covers: how far chains had come. */
export interface Checkpoint {
  /** From 1, without gaps. */
  readonly number: number
  /** Milliseconds since the epoch. */
  readonly at: number
  /** SHA-256 in hex of the checkpoint before, as it is kept; 64 zeros in the first. */
  readonly previous: string
  /** Whether all chains are here, or those alone that had moved since the checkpoint before. */
  readonly full: boolean
  readonly heads: readonly ChainHead[]
}

/** A checkpoint as it is kept. */
export interface StoredCheckpoint {
  readonly number: number
  readonly at: number
  /** Compact JWS (RFC 7515) whose payload is a {@link Checkpoint}. */
  readonly jws: string
}

/** What a checkpoint is made of. */
export interface Standings {
  /** The newest checkpoints, as many as were asked for, newest first. */
  readonly recent: readonly StoredCheckpoint[]
  /** All chains as far as they have come. */
  readonly heads: readonly ChainHead[]
  /** The hash that an entry has, by `writer sequence`; absent where there is no such entry. */
  hashes(of: readonly Pick<ChainHead, 'writer' | 'sequence'>[]): Promise<ReadonlyMap<string, string>>
}

/** Checkpoints in the database. Every method rejects with ERR_STORE_UNAVAILABLE when it can't be reached. */
export interface CheckpointStore {
  /**
   * Keeps what `make` makes, if anything; on all replicas only one at a time does so, and whoever else would is told
   * `busy` at once.
   */
  add(
    recent: number,
    make: (standings: Standings) => Promise<StoredCheckpoint | null>,
  ): Promise<'added' | 'nothing' | 'busy'>
  /** The first so many behind a number, in order. */
  after(number: number, limit: number): Promise<readonly StoredCheckpoint[]>
  /** Makes a public key known, for convenience: nobody trusts it for being here. */
  publish(jwk: { readonly kid: string }): Promise<void>
  /** Where an anchor has come, for this caller alone for so many seconds; null where it isn't due, or another is at it. */
  claimAnchor(name: string, seconds: number): Promise<number | null>
  /** How far it came, and in how many seconds it is due again. */
  settleAnchor(name: string, number: number, seconds: number): Promise<void>
}
