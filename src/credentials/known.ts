/** Values that the gateway must never show, and until when. */
export interface Known {
  /** Before anyone has them, so that they are masked from their first use on. `until` in milliseconds since the epoch. */
  remember(values: readonly string[], until?: number): void
  /** Another list where one was added. Without those so short that hiding them would tear up any text. */
  values(): readonly string[]
  /** A text without any of them, also as they stand in a form, for what sources say. */
  mask(text: string): string
}

/** Milliseconds for which a value is masked after it has expired: records are still being written. */
const KEPT = 3_600_000
/** Characters of the shortest value that is told. */
const LEAST = 6

export function createKnown(now: () => number): Known {
  const until = new Map<string, number>()
  let all: readonly string[] = []
  let values: readonly string[] = []
  return {
    remember(given, end = Number.POSITIVE_INFINITY) {
      const kept = end + KEPT
      const added = given.filter((value) => value !== '' && (until.get(value) ?? 0) < kept)
      if (added.length === 0) return
      const at = now()
      for (const [value, over] of until) if (over <= at) until.delete(value)
      for (const value of added) until.set(value, kept)
      all = [...until.keys()]
      values = all.filter((value) => value.length >= LEAST)
    },
    values: () => values,
    mask: (text) =>
      all
        .flatMap((value) => [value, encodeURIComponent(value.toWellFormed())])
        // What is left of a longer one would be part of a secret, too.
        .sort((one, other) => other.length - one.length)
        .reduce((masked, value) => masked.replaceAll(value, '[masked]'), text),
  }
}
