import type { IdTokenStore } from '../core/ports.ts'
import type { Timing } from '../core/timing.ts'

/** Milliseconds between one round and the next. */
const EVERY = 60_000
/**
 * Milliseconds that a token is kept after its end: longer than verifiers allow for clocks that differ, so that no
 * replica takes a token which another has forgotten.
 */
const GRACE = 300_000
/** Tokens that one statement takes out, and statements of one round. */
const BATCH = 5_000
const MOST_BATCHES = 20

/**
 * Takes out used ID tokens once they would be refused for their age, from now on and every minute.
 *
 * @returns ends it
 */
export function startPurge(store: IdTokenStore, timing: Timing, report: (error: unknown) => void): () => void {
  const ended = new AbortController()
  const round = async (): Promise<void> => {
    for (let batch = 0; batch < MOST_BATCHES && !ended.signal.aborted; batch++) {
      if ((await store.purge(timing.now() - GRACE, BATCH)) < BATCH) return
    }
  }
  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await round().catch(report)
      await timing.sleep(EVERY, ended.signal)
    }
  }
  void run()
  return () => ended.abort()
}
