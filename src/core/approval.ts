import type { Requirement } from './decision.ts'
import type { Satisfied } from './input.ts'
import type { NonEmpty } from './json.ts'
import type { Operation } from './operation.ts'

/**
 * `pending` → `approved` | `denied` | `expired` | `withdrawn` (the session ended);
 * `approved` → `used` → (`approved` again, if nothing went upstream) | `expired`.
 */
export type ApprovalState = 'pending' | 'approved' | 'denied' | 'expired' | 'withdrawn' | 'used'

/** What people are asked: bound to the digest of exactly this. */
export interface Ask {
  readonly digest: string
  readonly session: string
  readonly agent: string
  readonly connection: string
  readonly operations: NonEmpty<Operation>
  readonly requirements: NonEmpty<Requirement>
}

/** One person's answer. */
export interface Vote {
  readonly person: string
  readonly groups: readonly string[]
  readonly answer: 'approve' | 'deny'
  readonly reason: string | null
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** People's answer to one {@link Ask}: single-use, expiring. Times are milliseconds since the epoch. */
export interface Approval extends Ask {
  readonly id: string
  readonly state: ApprovalState
  readonly askedAt: number
  readonly expiresAt: number
  readonly votes: readonly Vote[]
}

/** Which of the approval's requirements distinct people have met. */
export function satisfied(approval: Pick<Approval, 'requirements' | 'votes'>): Satisfied[] {
  const met: Satisfied[] = []
  for (const requirement of approval.requirements) {
    const votes = approval.votes.filter(
      (vote) => vote.answer === 'approve' && vote.groups.some((group) => requirement.from.includes(group)),
    )
    const people = new Set(votes.map((vote) => vote.person))
    if (people.size < requirement.quorum) continue
    const last = votes.reduce((a, b) => (a.at > b.at ? a : b))
    met.push({
      code: requirement.code,
      operation: requirement.operation,
      by: [...people],
      from: requirement.from,
      at: new Date(last.at).toISOString(),
      ...(last.reason === null ? {} : { reason: last.reason }),
    })
  }
  return met
}
