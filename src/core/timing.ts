import { setTimeout } from 'node:timers/promises'

/** Time and chance, which tests make up. Times are milliseconds since the epoch. */
export interface Timing {
  readonly now: () => number
  /** From 0 up to 1. */
  readonly random: () => number
  /** Resolves after as many milliseconds, or as soon as it is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/** The machine's own. */
export const realTiming: Timing = {
  now: Date.now,
  random: Math.random,
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => {}),
}

/** The longest wait after the first failure, in milliseconds; each further one may be twice as long. */
const FIRST_RETRY = 1_000

/**
 * Milliseconds until the next try after as many failures in a row: from half to all of what has doubled from `first` up
 * to `most`.
 */
export function backoff(failures: number, most: number, random: () => number, first = FIRST_RETRY): number {
  const longest = Math.min(most, first * 2 ** (failures - 1))
  return longest * (0.5 + random() / 2)
}
