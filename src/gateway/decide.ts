import type { Decision } from '../core/decision.ts'
import type { Input, Satisfied } from '../core/input.ts'
import type { NonEmpty } from '../core/json.ts'
import type { Operation } from '../core/operation.ts'
import type { Matched } from './exchange.ts'
import type { Gate } from './gate.ts'

/** Asks Rego, with what people have answered so far. Throws ERR_POLICY_*. */
export function decide(
  gate: Gate,
  { session, request }: Matched,
  operations: NonEmpty<Operation>,
  satisfied: readonly Satisfied[] | null,
): Decision {
  const { connection } = request
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
      counters: {},
    },
    lease: null,
    connection: { name: connection.name, protocol: connection.protocol, labels: connection.labels },
    request: { method: request.method, host: request.host, path: request.path },
    operations,
    approval: satisfied === null ? null : { satisfied },
    at: new Date(gate.now()).toISOString(),
  }
  return gate.policy.decide(input)
}
