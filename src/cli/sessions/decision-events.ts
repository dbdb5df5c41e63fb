import { bundlesOf, DECISION_PATH, type DecisionEvent, resultOf } from '../../core/decision-log.ts'
import type { Json } from '../../core/json.ts'
import { inputOf } from '../../core/judged-input.ts'
import type { StoredSession } from '../../core/ports.ts'
import type { FullExchange } from '../../core/replay.ts'
import type { SessionSource } from './source.ts'

/**
 * A session's decisions as events of OPA's decision log, a line each: what the gateway would have logged, but for its
 * metrics and for what the bundle's `system.log` takes out. Source: OPA, "Decision Logs".
 */
export async function* decisionLines(source: Pick<SessionSource, 'session' | 'exchanges'>): AsyncGenerator<string> {
  for await (const exchange of source.exchanges()) {
    for (const event of eventsOf(source.session, exchange)) yield `${JSON.stringify(event)}\n`
  }
}

function eventsOf(session: Omit<StoredSession, 'leases'>, exchange: FullExchange): readonly DecisionEvent[] {
  const { id, protocol, method, target, connection, operations, decisions, gateway } = exchange
  if (protocol === null || method === null || target === null) return []
  const { host, version } = gateway
  return decisions.map((judgement) => ({
    labels: { app: 'sallyport', ...(host !== null && { id: host }), ...(version !== null && { version }) },
    decision_id: judgement.id,
    bundles: bundlesOf(judgement.bundle),
    path: DECISION_PATH,
    input: inputOf(session, { connection, protocol, method, target, operations }, judgement) as unknown as Json,
    result: resultOf(judgement),
    requested_by: session.subject,
    timestamp: judgement.asked.at,
    custom: { exchange: id },
  }))
}
