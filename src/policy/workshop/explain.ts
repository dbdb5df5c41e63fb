import type { Decision, Reason } from '../../core/decision.ts'
import type { Input, Satisfied } from '../../core/input.ts'
import type { Json, NonEmpty } from '../../core/json.ts'
import type { Operation } from '../../core/operation.ts'
import type { Policy } from '../../core/policy.ts'

/** What fired, and the least that would have to be otherwise. */
export interface Explanation {
  readonly decision: Decision
  /** Of one change where one is enough, else of two; empty where the request passes, and where nothing tried helps. */
  readonly passing: readonly string[]
}

/** One thing that could be otherwise about a request. */
interface Change {
  readonly words: string
  /** Whether it is only about the time. */
  readonly waits?: true
  readonly apply: (input: Input) => Input
}

/**
 * Why an input is refused or held, by trying what else it could have been: fewer operations, people's answers, another
 * branch, a trusted run, another time, smaller counters, an inspection that finds nothing. Throws ERR_POLICY_*.
 */
export function explain(policy: Policy, input: Input): Explanation {
  const decision = policy.decide(input)
  if (passes(decision)) return { decision, passing: [] }
  const changes = changesOf(input, decision)
  const decided = (combination: readonly Change[]) =>
    policy.decide(combination.reduce((changed, { apply }) => apply(changed), input))
  for (const change of changes) if (passes(decided([change]))) return { decision, passing: [change.words] }
  for (const change of changes) {
    const then = decided([change])
    if (decision.effect === 'deny' && then.effect === 'require_approval') {
      return { decision, passing: [change.words, approved(then)] }
    }
  }
  for (const [index, one] of changes.entries()) {
    for (const other of changes.slice(index + 1)) {
      if (one.waits && other.waits) continue
      if (passes(decided([one, other]))) return { decision, passing: [one.words, other.words] }
    }
  }
  return { decision, passing: [] }
}

function passes({ effect }: Decision): boolean {
  return effect === 'allow' || effect === 'mask'
}

/** In the order of what they ask of whoever sends the request: the least first. */
function changesOf(input: Input, decision: Decision): Change[] {
  return [
    ...fewerOperations(input, decision.reasons),
    ...otherRefs(input),
    ...cleanPushes(input),
    ...fewerChanges(input),
    ...otherTimes(input),
    ...answers(input, decision),
    ...trustedRun(input),
  ]
}

function fewerOperations(input: Input, reasons: readonly Reason[]): Change[] {
  const refused = new Set(reasons.flatMap(({ operation }) => (operation === undefined ? [] : [operation])))
  const rest = input.operations.filter((_, index) => !refused.has(index))
  if (rest.length === 0 || rest.length === input.operations.length) return []
  const left = [...refused].map((index) => named(input.operations[index]!)).join(', ')
  return [
    {
      words: `leave out ${left}`,
      apply: (input) => ({ ...input, operations: rest as unknown as NonEmpty<Operation> }),
    },
  ]
}

function named({ kind, resource }: Operation): string {
  return `${kind} on ${resource}`
}

type Detail = { readonly [name: string]: unknown }

function withDetails(input: Input, change: (detail: Detail) => Detail): Input {
  const operations = input.operations.map((operation) => {
    const detail = change(operation.detail as Detail)
    const resource =
      typeof detail.ref === 'string' ? operation.resource.replace(/#.*$/, `#${detail.ref}`) : operation.resource
    return { ...operation, resource, detail }
  })
  return { ...input, operations: operations as unknown as NonEmpty<Operation> }
}

function otherRefs(input: Input): Change[] {
  if (!input.operations.some(({ kind }) => kind === 'git.push')) return []
  const ref = 'refs/heads/agent/change'
  return [
    {
      words: `push to another branch, such as ${ref}`,
      apply: (input) => withDetails(input, (detail) => ('ref' in detail ? { ...detail, ref } : detail)),
    },
  ]
}

/** Lists that are whole. */
function counted({ commits, changes, findings }: Detail): Detail {
  const [commit_count, change_count, finding_count] = [commits, changes, findings].map(
    (list) => (list as Json[]).length,
  )
  return { commit_count, change_count, finding_count, truncated: false }
}

const CLEAN: readonly (readonly [words: string, clean: (inspection: Detail) => Detail])[] = [
  ['push without --force', () => ({ forced: false })],
  ['take the secrets out of every commit', () => ({ finding_count: 0, findings: [] })],
  ['push fewer commits or files at a time', counted],
  ['leave the files that the rules watch as they are', () => ({ change_count: 0, changes: [] })],
  ['push a commit, not a tree or a blob', (inspection) => ({ ...counted(inspection), target: 'commit' })],
]

function cleanPushes(input: Input): Change[] {
  if (!input.operations.some(({ detail }) => 'inspection' in (detail as Detail))) return []
  return CLEAN.map(([words, clean]) => ({
    words,
    apply: (input) =>
      withDetails(input, (detail) => {
        if (!('inspection' in detail)) return detail
        const inspection = detail.inspection as Detail
        return { ...detail, inspection: { ...inspection, ...clean(inspection) } }
      }),
  }))
}

function fewerChanges(input: Input): Change[] {
  if (Object.keys(input.session.counters).length === 0) return []
  return [
    {
      words: 'make fewer changes in one run',
      apply: (input) => ({
        ...input,
        session: {
          ...input.session,
          counters: Object.fromEntries(Object.keys(input.session.counters).map((name) => [name, 1])),
        },
      }),
    },
  ]
}

const HOUR = 3_600_000
/** A week of hours, and then weeks up to a year. */
const LATER = [
  ...Array.from({ length: 168 }, (_, index) => (index + 1) * HOUR),
  ...Array.from({ length: 52 }, (_, index) => (index + 1) * 168 * HOUR),
]

function otherTimes(input: Input): Change[] {
  return LATER.map((milliseconds) => {
    const at = new Date(Date.parse(input.at) + milliseconds).toISOString()
    return { words: `wait until ${at.slice(0, 16)}Z`, waits: true as const, apply: (input) => ({ ...input, at }) }
  })
}

function answers(input: Input, decision: Decision): Change[] {
  if (decision.effect !== 'require_approval') return []
  const satisfied: Satisfied[] = decision.requirements.map(({ code, operation, quorum, from }) => ({
    code,
    operation,
    by: Array.from({ length: quorum }, (_, index) => `person-${index + 1}`),
    from,
    at: input.at,
  }))
  return [{ words: approved(decision), apply: (input) => ({ ...input, approval: { satisfied } }) }]
}

function approved({ requirements }: Decision & { readonly effect: 'require_approval' }): string {
  const asked = new Set(requirements.map(({ from, quorum }) => `${quorum} of ${from.join(' or ')}`))
  return `have it approved by ${[...asked].join(', and by ')}`
}

function trustedRun(input: Input): Change[] {
  const { event, fork } = input.session.trust
  if (fork === false && event === 'push') return []
  return [
    {
      words: "run this from the repository's own branch, not from a fork or an outsider's event",
      apply: (input) => ({
        ...input,
        session: { ...input.session, trust: { ...input.session.trust, event: 'push', fork: false } },
      }),
    },
  ]
}
