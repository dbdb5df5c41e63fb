import type { Trust } from '../../core/session.ts'
import type { ClaimPatterns, Claims } from '../claims.ts'

/** What a claim must hold: text that isn't empty, an id that may be a number as well, or true or false. */
export type Kind = 'text' | 'id' | 'flag'

/** What is known of one CI system's ID tokens. */
export interface Preset {
  /** As `issuers[].preset` names it. */
  readonly name: string
  /** The issuer of everybody's tokens; null where each installation or organisation has its own. */
  readonly issuer: string | null
  /** JWS algorithms that it signs by. */
  readonly algorithms: readonly string[]
  /** Claims whose values together name one run; a token without one of them names none. */
  readonly run: readonly string[]
  /** Claims that every token has. */
  readonly required: { readonly [claim: string]: Kind }
  /** Claims that must be of their kind where a token has them. */
  readonly optional: { readonly [claim: string]: Kind }
  /** Claims that say whose tokens are meant. */
  readonly owners: readonly string[]
  /** True for a pattern of `sub` that says as much. */
  ownsSubject(pattern: string): boolean
  /** True for an issuer that others share. */
  sharedAt(issuer: URL): boolean
  /**
   * What a token says of the event behind its run. Whatever it doesn't say is empty, or unknown.
   *
   * @param mapped what the agent's mapping asked of the claims, and has got
   */
  trust(claims: Claims, mapped: ClaimPatterns): Trust
}
