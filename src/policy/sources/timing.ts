import { setTimeout } from 'node:timers/promises'
import type { Timing } from '../../core/timing.ts'

export type { Timing } from '../../core/timing.ts'

/** The machine's own. */
export const realTiming: Timing = {
  now: Date.now,
  random: Math.random,
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => {}),
}

/** The longest wait after the first failure, in milliseconds; each further one may be twice as long. */
const FIRST_RETRY = 1_000

/** Milliseconds until the next try after as many failures in a row: from half to all of what has doubled up to `most`. */
export function backoff(failures: number, most: number, random: () => number): number {
  const longest = Math.min(most, FIRST_RETRY * 2 ** (failures - 1))
  return longest * (0.5 + random() / 2)
}
