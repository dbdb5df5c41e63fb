import type { Approval, Vote } from './approval.ts'
import type { Requirement } from './decision.ts'
import type { Satisfied } from './input.ts'

type Counted = Pick<Approval, 'requirements' | 'votes'>

/** Requirements that ask the same people the same way. One answer of one of them serves all. */
interface Question {
  readonly from: readonly string[]
  readonly requirements: readonly Requirement[]
  readonly quorum: number
  /** The last approval of each person who may answer it. */
  readonly eligible: readonly Vote[]
}

/**
 * Which of the approval's requirements distinct people have met. Who is in several groups counts once: for one question,
 * whichever leaves the most of them answered.
 */
export function satisfied(approval: Counted): Satisfied[] {
  return answered(approval).flatMap(({ question, by }) => {
    if (by.length < question.quorum) return []
    const last = by.reduce((one, other) => (one.at > other.at ? one : other))
    return question.requirements.map(({ code, operation, from }) => ({
      code,
      operation,
      by: by.map(({ person }) => person),
      from,
      at: new Date(last.at).toISOString(),
      ...(last.reason === null ? {} : { reason: last.reason }),
    }))
  })
}

/** Who is still to be heard: so many of any of these groups. Empty once everything is met. */
export function outstanding(approval: Counted): { readonly from: readonly string[]; readonly people: number }[] {
  return answered(approval).flatMap(({ question: { from, quorum }, by }) =>
    by.length < quorum ? [{ from, people: quorum - by.length }] : [],
  )
}

/** How many more people one of the approval's requirements waits for. */
export function missing(approval: Counted, requirement: Requirement): number {
  const { question, by } = answered(approval).find(({ question }) => question.requirements.includes(requirement))!
  return Math.max(0, question.quorum - by.length)
}

/** Every group that any of these requirements asks, each once. */
export function groupsAsked(requirements: readonly Requirement[]): string[] {
  return [...new Set(requirements.flatMap(({ from }) => from))]
}

/** Why a vote can't count for a requirement that asks its groups: null where it can. */
export function shortcoming(
  { reason_required: reasoned, recent_login: recent }: Requirement,
  { reason, authenticatedAt, at }: Pick<Vote, 'reason' | 'authenticatedAt' | 'at'>,
): 'reason' | 'login' | null {
  if (recent !== undefined && (authenticatedAt === null || authenticatedAt + recent * 1000 < at)) return 'login'
  return reasoned === true && reason === null ? 'reason' : null
}

function answered(approval: Counted): { readonly question: Question; readonly by: readonly Vote[] }[] {
  const questions = questionsOf(approval)
  const assigned = new Map<string, number>()
  // Kuhn's algorithm: whoever has answered may be moved to another question that they could answer as well.
  const place = (index: number, seen: Set<string>): boolean =>
    questions[index]!.eligible.some(({ human }) => {
      if (seen.has(human)) return false
      seen.add(human)
      const held = assigned.get(human)
      if (held === index || (held !== undefined && !place(held, seen))) return false
      assigned.set(human, index)
      return true
    })
  questions.forEach(({ quorum }, index) => {
    for (let slot = 0; slot < quorum; slot++) place(index, new Set())
  })
  return questions.map((question, index) => ({
    question,
    by: question.eligible.filter(({ human }) => assigned.get(human) === index),
  }))
}

function questionsOf({ requirements, votes }: Counted): readonly Question[] {
  const last = [...new Map(votes.map((vote) => [vote.human, vote])).values()]
  const approving = last.filter((vote) => vote.answer === 'approve' && !vote.requester)
  const same = Map.groupBy(requirements, ({ from, reason_required, recent_login }) =>
    JSON.stringify([from.toSorted(), reason_required, recent_login]),
  )
  return [...same.values()].map((group) => {
    const { from } = group[0]!
    return {
      from,
      requirements: group,
      quorum: Math.max(...group.map(({ quorum }) => quorum)),
      eligible: approving.filter(
        (vote) => vote.groups.some((name) => from.includes(name)) && shortcoming(group[0]!, vote) === null,
      ),
    }
  })
}
