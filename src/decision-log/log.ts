import type { DecisionEvent, DecisionLog, DecisionLogObserver } from '../core/decision-log.ts'
import type { Policy } from '../core/policy.ts'
import { applyMasks } from './masks.ts'
import type { Sink } from './sink.ts'

export interface DecisionLogOptions {
  /** The policy whose package `system.log` says what is left out. */
  readonly policy: Policy
  readonly labels: DecisionEvent['labels']
  readonly sink: Pick<Sink, 'add'>
  readonly observer: DecisionLogObserver
}

/**
 * A log of decisions in OPA's format. `data.system.log.drop` is asked about each event first, then `mask`, both with
 * what OPA shows them: the event before its metrics and its error. Where one of them fails or answers nonsense, the
 * event is not logged. Source: OPA, "Decision Logs", and `plugins/logs/plugin.go`.
 */
export function createDecisionLog({ policy, labels, sink, observer }: DecisionLogOptions): DecisionLog {
  return {
    log({ metrics, error, ...rest }) {
      try {
        const shown: DecisionEvent = { labels, ...rest }
        if (isDropped(policy.ask?.('system/log/drop', shown))) {
          observer.counted('dropped', 1)
          return
        }
        const masks = policy.ask?.('system/log/mask', shown)
        const event = masks === undefined ? shown : applyMasks(shown, masks)
        sink.add(JSON.stringify({ ...event, ...(error && { error }), ...(metrics && { metrics }) }))
      } catch (thrown) {
        observer.counted('unmaskable', 1)
        observer.failed(thrown as Error)
      }
    },
  }
}

function isDropped(answer: unknown): boolean {
  if (answer === undefined) return false
  if (typeof answer === 'boolean') return answer
  throw new Error('data.system.log.drop is neither true nor false.')
}
