import type { Judgement } from './decision.ts'
import type { Input } from './input.ts'
import type { Operation } from './operation.ts'

/** The input that was judged, put together from what is on record: an exchange, and its session. */
export function inputOf(
  session: Omit<Input['session'], 'counters' | 'mark'>,
  exchange: {
    readonly connection: string
    readonly protocol: string
    readonly method: string
    readonly target: string
    readonly operations: readonly Operation[]
  },
  { asked }: Pick<Judgement, 'asked'>,
): Input {
  const { connection, protocol, method, target, operations } = exchange
  const { host, labels, counters, mark, approval, lease, at } = asked
  const { id, agent, issuer, subject, groups, claims, trust } = session
  return {
    version: 1,
    session: { id, agent, issuer, subject, groups, claims, trust, counters, ...(mark && { mark }) },
    lease: lease ?? null,
    connection: { name: connection, protocol, labels },
    request: { method, host, path: target.replace(/\?.*$/, '') },
    operations: operations as Input['operations'],
    approval,
    at,
  }
}
