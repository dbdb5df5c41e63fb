import type { DecisionLogObserver } from '../../src/core/decision-log.ts'

/** What a decision log told of itself: `sent 2`, and the messages of what failed. */
export function observed() {
  const told: string[] = []
  const observer: DecisionLogObserver = {
    counted: (outcome, events) => told.push(`${outcome} ${events}`),
    failed: ({ message }) => told.push(message),
  }
  return { told, observer }
}
