/** Time and chance, which tests make up. Times are milliseconds since the epoch. */
export interface Timing {
  readonly now: () => number
  /** From 0 up to 1. */
  readonly random: () => number
  /** Resolves after as many milliseconds, or as soon as it is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}
