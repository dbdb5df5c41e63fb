import type { Rule } from './rule.ts'

/** A match that its rule confirmed. */
export interface Candidate {
  readonly rule: Rule
  /** The rule's place in the list of rules. */
  readonly order: number
  readonly start: number
  readonly end: number
  readonly value: string
}

/** At most one for a place, by where they begin: a provider's rather than a generic one, the longer, the earlier rule's. */
export function settle(candidates: readonly Candidate[]): Candidate[] {
  const settled: Candidate[] = []
  for (const candidate of [...candidates].sort((one, other) => one.start - other.start || one.order - other.order)) {
    const last = settled.at(-1)
    if (last === undefined || candidate.start >= last.end) settled.push(candidate)
    else if (isBetter(candidate, last)) settled[settled.length - 1] = candidate
  }
  return settled
}

function isBetter(one: Candidate, other: Candidate): boolean {
  if (one.rule.confidence !== other.rule.confidence) return one.rule.confidence === 'provider'
  return one.end - one.start > other.end - other.start
}
