import type { Mark } from './honeytoken.ts'
import type { Json } from './json.ts'
import type { Lease } from './lease.ts'

/** What the CI system's token says of the event that started the run. Whatever is not known is untrusted. */
export interface Trust {
  readonly event: string
  readonly repository: string
  readonly ref: string
  readonly actor: string
  readonly fork: boolean | 'unknown'
}

/** One authenticated run of an agent, from token exchange to end, expiry or revocation. */
export interface Session {
  readonly id: string
  readonly agent: string
  readonly issuer: string
  readonly subject: string
  /** The CI run, as its issuer's claims name it; null where they name none. */
  readonly run: string | null
  readonly groups: readonly string[]
  readonly claims: { readonly [name: string]: Json }
  readonly trust: Trust
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  /** Those that narrow it, ended ones as well: what is narrowed stays so. Of the others, those that haven't ended. */
  readonly leases: readonly Lease[]
  /** Absent where none of its honeytokens was seen. */
  readonly mark?: Mark
}
