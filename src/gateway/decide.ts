import type { Count, Judgement } from '../core/decision.ts'
import { GatewayError } from '../core/errors.ts'
import type { Input, Satisfied } from '../core/input.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { Session } from '../core/session.ts'
import type { Exchange, Matched } from './exchange.ts'
import type { Gate } from './gate.ts'
import { answersOf, type Leased, leasedFor } from './lease.ts'
import { type Asked, logDecision, logFailure } from './log-decision.ts'

/**
 * Asks Rego, with what people have answered so far. Where rules count, what they count is reserved, and they are asked
 * again with the totals: of two requests that would each reach a limit, one sees that the other came first. Rejects
 * with ERR_POLICY_*, with ERR_LEASE_* for what a narrowed session doesn't reach, and with ERR_STORE_UNAVAILABLE where
 * nothing can be counted.
 */
export async function decide(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  operations: NonEmpty<Operation>,
  satisfied: readonly Satisfied[] | null,
): Promise<Judgement> {
  return decided(gate, exchange, await judge(gate, exchange, matched, operations, satisfied))
}

/** What Rego answered to one question. */
export type Judged = Asked & { readonly judgement: Judgement }

/** The decision that the request is treated by: from here on it is on record. */
export function decided(gate: Gate, exchange: Exchange, asked: Judged): Judgement {
  exchange.decisions.push(asked.judgement)
  logDecision(gate, exchange, asked)
  return asked.judgement
}

/** {@link decide}, without putting the answer on record. */
export async function judge(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  operations: NonEmpty<Operation>,
  satisfied: readonly Satisfied[] | null,
): Promise<Judged> {
  let asked = ask(gate, exchange, matched, operations, satisfied)
  for (let round = 0; ; round++) {
    const counts = uncounted(exchange, asked.judgement)
    if (counts.length === 0) break
    if (round === ROUNDS) {
      throw new GatewayError('ERR_POLICY_MALFORMED', 'The policy counts something new each time that it is asked.')
    }
    const totals = await gate.counters.reserve(matched.session.id, counts)
    exchange.reserved.push(...counts)
    exchange.counters = { ...exchange.counters, ...totals }
    asked = ask(gate, exchange, matched, operations, satisfied)
  }
  return asked
}

/** What a rule counts may depend on another count, or the bundle may be swapped meanwhile: but not for ever. */
const ROUNDS = 3

function uncounted({ counters }: Exchange, { counts }: Judgement): readonly Count[] {
  return counts.filter(({ counter }) => !(counter in counters))
}

/** Gives back what was counted for a request of which nothing went upstream. */
export async function release(gate: Gate, { id, reserved, forwarded, matched }: Exchange): Promise<void> {
  if (forwarded || reserved.length === 0) return
  // A count that stays is a limit that comes sooner; nobody has to wait for it.
  await gate.counters.release(matched!.session.id, reserved).catch((failed) => gate.observer.failed(id, failed))
}

function ask(
  gate: Gate,
  exchange: Exchange,
  matched: Matched,
  operations: NonEmpty<Operation>,
  answered: readonly Satisfied[] | null,
): Judged {
  const { session, request } = matched
  const { counters } = exchange
  const { connection } = request
  const leased = leasedFor(session, connection.name, operations, gate.now())
  matched.leased = leased
  const standing = answersOf(leased, connection.name, operations)
  const approval =
    answered === null && standing.length === 0 ? null : { satisfied: newest([...standing, ...(answered ?? [])]) }
  const lease = inputLease(leased, session)
  const at = new Date(gate.now()).toISOString()
  const mark = session.mark && { ...session.mark, at: new Date(session.mark.at).toISOString() }
  const host = connection.upstream.hostname
  const input: Input = {
    version: 1,
    session: {
      id: session.id,
      agent: session.agent,
      issuer: session.issuer,
      subject: session.subject,
      groups: session.groups,
      claims: session.claims,
      trust: session.trust,
      counters,
      ...(mark && { mark }),
    },
    lease,
    connection: { name: connection.name, protocol: connection.protocol, labels: connection.labels },
    request: { method: request.method, host, path: request.path },
    operations,
    approval,
    at,
  }
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  try {
    const decision = gate.policy.decide(input)
    return {
      input,
      seconds: seconds(),
      judgement: {
        ...decision,
        asked: { host, labels: connection.labels, counters, ...(mark && { mark }), approval, lease, at },
      },
    }
  } catch (thrown) {
    logFailure(gate, exchange, { input, seconds: seconds() }, thrown)
    throw thrown
  }
}

/** What narrows the session, as policy sees it. */
function inputLease({ narrowing }: Leased, session: Session): Input['lease'] {
  if (narrowing === null) return null
  const { id, connections, resources, operations, expiresAt } = narrowing
  return {
    id,
    connections,
    resources,
    operations,
    until: new Date(Math.min(expiresAt, session.expiresAt)).toISOString(),
  }
}

/** One answer to each question, the last: people gave it because those before it were not enough any more. */
function newest(answers: readonly Satisfied[]): readonly Satisfied[] {
  return [...new Map(answers.map((answer) => [JSON.stringify([answer.code, answer.operation]), answer])).values()]
}
