import type { Reason, Requirement } from './decision.ts'
import type { NonEmpty } from './json.ts'
import type { Operation } from './operation.ts'
import type { Session } from './session.ts'

/**
 * `pending` → `approved` | `denied` | `expired` (nobody answered in time) | `withdrawn` (the session ended);
 * `approved` → `used` → (`approved` again, if nothing went upstream) | `lapsed` (nobody used it in time) | `withdrawn`.
 */
export type ApprovalState = 'pending' | 'approved' | 'denied' | 'expired' | 'withdrawn' | 'used' | 'lapsed'

/** How somebody answered. `operator` is the operator's token, which stands for nobody by name. */
export type Door = 'slack' | 'web' | 'cli' | 'operator'

/**
 * One name that a person goes by: `email` (in lower case), `slack` (`T012/U345`), `login` (an identity provider's URL and
 * its `sub`), `ci` (an issuer's configured name and the login there, in lower case), `operator`.
 */
export interface Identity {
  readonly kind: 'email' | 'slack' | 'login' | 'ci' | 'operator'
  readonly name: string
}

/** Somebody who answers, as a door knows them at this moment. */
export interface Voter {
  /** All of them verified by the door to be one person's. The first is kept with the vote. */
  readonly identities: NonEmpty<Identity>
  /** What people are told: an address, or the door's own name for them. */
  readonly name: string
  /** Policy's names for the groups that they are in. */
  readonly groups: readonly string[]
  readonly door: Door
  /** When they last proved who they are, in milliseconds since the epoch; null where the door can't tell. */
  readonly authenticatedAt: number | null
}

/** What somebody says. */
export interface Ballot {
  readonly voter: Voter
  readonly answer: 'approve' | 'deny'
  readonly reason: string | null
}

/** One answer on record. */
export interface Vote {
  /** What the person is called. */
  readonly person: string
  /** Whom the vote counts for: the same for all accounts that are known to be one person's. */
  readonly human: string
  /** Whether they asked for it themselves, or triggered the run: then it never counts. */
  readonly requester: boolean
  readonly groups: readonly string[]
  readonly door: Door
  readonly answer: 'approve' | 'deny'
  readonly reason: string | null
  /** Milliseconds since the epoch, like `at`; null where the door can't tell. */
  readonly authenticatedAt: number | null
  readonly at: number
}

/** What people are asked: bound to the digest of exactly this. */
export interface Ask {
  readonly digest: string
  readonly session: string
  readonly agent: string
  readonly connection: string
  readonly operations: NonEmpty<Operation>
  /** Their quorums raised by one where nobody is known behind the run. */
  readonly requirements: NonEmpty<Requirement>
  /** Why the policy asks. */
  readonly reasons: NonEmpty<Reason>
  /** What the CI system says of the run; empty texts where it says nothing. */
  readonly origin: Origin
  /** Who can't answer: whoever asks, and whoever triggered the run. */
  readonly requesters: readonly Identity[]
}

export interface Origin {
  readonly repository: string
  readonly ref: string
  readonly event: string
  /** Who triggered the run, by their login there. */
  readonly actor: string
  /** False where no person is known by that login. */
  readonly known: boolean
}

/** People's answer to one {@link Ask}: single-use, expiring. Times are milliseconds since the epoch. */
export interface Approval extends Ask {
  readonly id: string
  readonly state: ApprovalState
  readonly askedAt: number
  readonly expiresAt: number
  /** How often exactly this was asked. */
  readonly asks: number
  /** Higher with every change. */
  readonly version: number
  /** Every vote, in order. Of one person the last counts. */
  readonly votes: readonly Vote[]
}

/** What a held request brings before the desk. */
export interface Demand extends Pick<Ask, 'digest' | 'connection' | 'operations' | 'requirements' | 'reasons'> {
  readonly session: Session
}
