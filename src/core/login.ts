import type { Identity } from './approval.ts'
import type { NonEmpty } from './json.ts'

/** Somebody as their identity provider knows them. */
export interface Person {
  /** All that the provider vouches for: the verified e-mail address first, where there is one. */
  readonly identities: NonEmpty<Identity>
  /** For people to read: the e-mail address, or what the provider calls them. */
  readonly name: string
  /** In policy's words, as they were at the login. */
  readonly groups: readonly string[]
  /** When they proved to the provider who they are, in milliseconds since the epoch; null where it doesn't say. */
  readonly authenticatedAt: number | null
}

/** A browser, or a command line, in which somebody is logged in. Times are milliseconds since the epoch. */
export interface Login extends Person {
  readonly door: 'web' | 'cli'
  readonly createdAt: number
  readonly expiresAt: number
  readonly endedAt: number | null
}
