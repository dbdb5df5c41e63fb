import type { Approval } from '../core/approval.ts'
import type { Decision, Mask } from '../core/decision.ts'
import { GatewayError } from '../core/errors.ts'
import type { Json, NonEmpty } from '../core/json.ts'
import type { Lease } from '../core/lease.ts'
import type { Operation } from '../core/operation.ts'
import { satisfied } from '../core/satisfied.ts'
import { decide } from './decide.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate } from './gate.ts'
import { question, whyNot } from './hold-words.ts'
import { atRest, reach } from './inspect.ts'
import { keepAlive } from './keep-alive.ts'
import { leasesOf } from './lease.ts'
import { maskedDocument, maskedOperations } from './record.ts'

declare const permitted: unique symbol

/** Leave to go upstream. Only {@link hold} makes one, and only of a decision that permits. */
export interface Permit {
  readonly [permitted]: true
  readonly masks: readonly Mask[]
  /** Another credential of the connection than its default; null for that one. */
  readonly credential: string | null
  /** The approvals that this request uses up, and the leases that come of them. */
  readonly uses: readonly string[]
  readonly grants: readonly Lease[]
}

/** Why not, besides the decision's own reasons. */
export interface Refused {
  readonly error: GatewayError
  readonly approval?: string
}

export type Held = { readonly permit: Permit } | { readonly refused: Refused }

/** A request that the policy has more than one question about is held again for the second: a third would never end. */
const HOLDS = 2

/** Turns a decision into a permit or a refusal; where people are required, waits for them and asks Rego again. */
export async function hold(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  operations: NonEmpty<Operation>,
  first: Decision,
): Promise<Held> {
  const approvals: Approval[] = []
  let decision = first
  while (decision.effect === 'require_approval') {
    if (approvals.length === HOLDS) return { refused: { error: asksAgain() } }
    const approval = await ask(gate, exchange, matched, operations, decision)
    const answered = await wait(gate, exchange, matched, approval)
    if (answered.state !== 'approved') return { refused: { error: whyNot(gate, answered), approval: approval.id } }
    approvals.push(answered)
    // A hold never outlives its session, and the one that asked may have ended meanwhile.
    matched.session = await gate.sessions.identify(matched.token)
    matched.answered = approvals.flatMap(satisfied)
    decision = await decide(gate, exchange, matched, operations, matched.answered)
  }
  if (decision.effect === 'deny') return { refused: { error: denied() } }
  const { masks, credential = null } = { masks: [], ...decision }
  const uses = approvals.map(({ id }) => id)
  const grants = approvals.flatMap((approval) => leasesOf(approval, matched.session, gate.now()))
  return { permit: { masks, credential, uses, grants } as unknown as Permit }
}

function denied(): GatewayError {
  return new GatewayError('ERR_DENIED', 'The policy denies this request.')
}

function asksAgain(): GatewayError {
  return new GatewayError(
    'ERR_APPROVAL_AGAIN',
    'The policy asks for more than what was approved, and then for more again.',
    {
      fix: 'Repeat the request to ask again.',
    },
  )
}

type Requiring = Decision & { readonly effect: 'require_approval' }

async function ask(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  operations: NonEmpty<Operation>,
  decision: Requiring,
): Promise<Approval> {
  const { session, request, adapter } = matched
  const { target, body, operations: bound } = adapter.binds(request, operations)
  // What people approve must not change while they think: from here on the body lies on our disk.
  await atRest(gate, exchange, matched)
  const digest = gate.digestOf({
    session,
    connection: request.connection.name,
    operations: bound,
    target,
    body: body ? (exchange.spooled?.sha256 ?? '') : null,
    requirements: decision.requirements,
  })
  const masker = gate.recordMasker(session.id)
  return gate.desk.ask({
    digest,
    session,
    connection: request.connection.name,
    // People's eyes and our tables see what the journal does.
    operations: maskedOperations(masker, operations) as NonEmpty<Operation>,
    requirements: decision.requirements,
    reasons: maskedDocument(masker, decision.reasons as unknown as Json) as unknown as Decision['reasons'],
  })
}

async function wait(gate: Gate, exchange: Exchange, matched: Matched, approval: Approval): Promise<Approval> {
  if (approval.state !== 'pending') return approval
  const { adapter, request, session } = matched
  // What stood was not enough, and the end of it is no reason to stop waiting: Rego is asked again by what stands then.
  if (matched.leased !== undefined) matched.leased = { ...matched.leased, standing: [] }
  const leave = gate.holdSlots.take(session.id)
  try {
    await reach(gate, exchange, matched, 'held')
    const waiting = exchange.waiting ?? (await adapter.wait?.(request)) ?? null
    const seconds = waiting === null ? gate.limits.waitSeconds : gate.limits.inlineSeconds
    const until = Math.min(gate.now() + seconds * 1000, session.expiresAt, approval.expiresAt)
    const link = gate.approvalUrl(approval.id)
    const stop = waiting === null ? () => {} : keepAlive(exchange, waiting, ...question(approval, link))
    gate.observer.held(1)
    try {
      return await gate.desk.answered(approval, until, AbortSignal.any([exchange.gone, gate.draining]))
    } finally {
      stop()
      gate.observer.held(-1)
    }
  } finally {
    leave()
  }
}
