import { randomUUID } from 'node:crypto'
import type { Judgement } from '../core/decision.ts'
import { bundlesOf, DECISION_PATH, type DecisionEvent, resultOf } from '../core/decision-log.ts'
import { asGatewayError } from '../core/errors.ts'
import type { Input } from '../core/input.ts'
import type { Json } from '../core/json.ts'
import type { Exchange } from './exchange.ts'
import type { Gate, Masker } from './gate.ts'
import { maskedDocument, maskedOperations } from './record.ts'

/** One evaluation: what was asked, and how long the answer took. */
export interface Asked {
  readonly input: Input
  readonly seconds: number
}

/** Logs a decision that the gateway acts on, without known secrets. Never throws. */
export function logDecision(gate: Gate, exchange: Exchange, asked: Asked & { readonly judgement: Judgement }): void {
  const { id, bundle } = asked.judgement
  log(gate, exchange, asked, (masker) => ({
    decision_id: id,
    bundles: bundlesOf(bundle),
    result: maskedDocument(masker, resultOf(asked.judgement)),
  }))
}

/** Logs that the policy failed, which refuses the request. Never throws. */
export function logFailure(gate: Gate, exchange: Exchange, asked: Asked, thrown: unknown): void {
  const { code, message } = asGatewayError(thrown)
  log(gate, exchange, asked, () => ({
    decision_id: randomUUID(),
    ...(code !== 'ERR_POLICY_MISSING' && { bundles: bundlesOf(gate.policy.revision) }),
    error: { code, message },
  }))
}

function log(
  gate: Gate,
  { id }: Exchange,
  { input, seconds }: Asked,
  answered: (masker: Masker) => Pick<DecisionEvent, 'decision_id' | 'bundles' | 'result' | 'error'>,
): void {
  if (gate.decisionLog === null) return
  try {
    const masker = gate.recordMasker(input.session.id)
    gate.decisionLog.log({
      ...answered(masker),
      path: DECISION_PATH,
      input: maskedInput(masker, input),
      requested_by: input.session.subject,
      timestamp: input.at,
      metrics: { timer_rego_query_eval_ns: Math.round(seconds * 1e9) },
      custom: { exchange: id },
    })
  } catch (thrown) {
    gate.observer.failed(id, thrown)
  }
}

function maskedInput(masker: Masker, { operations, ...rest }: Input): Json {
  return {
    ...(maskedDocument(masker, rest as unknown as Json) as object),
    operations: maskedOperations(masker, operations) as unknown as Json,
  }
}
