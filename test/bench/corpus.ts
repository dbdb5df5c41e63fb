import { figuresOf, type Share } from '../detectors/figures.ts'

/** Two corpora of made-up secrets and look-alikes, none of which a rule was written against, and what the rules make of them. */
export interface CorpusFigures {
  readonly secrets: number
  readonly lookalikes: number
  /** Secrets that are found, in per cent: those that have a form of their own, and all. */
  readonly formed: number
  readonly found: number
  /** Findings that are secrets, in per cent: those by form, and all. */
  readonly rightByForm: number
  readonly right: number
}

export function corpusFigures(): CorpusFigures {
  const corpora = [0, 1].map((seed) => figuresOf(seed))
  const percent = (shares: readonly Share[]) =>
    (100 * sum(shares.map(({ are }) => are))) / sum(shares.map(({ of }) => of))
  return {
    secrets: sum(corpora.map(({ found }) => found.all.of)),
    lookalikes: sum(corpora.map(({ lookalikes }) => lookalikes)),
    formed: percent(corpora.map(({ found }) => found.shaped)),
    found: percent(corpora.map(({ found }) => found.all)),
    rightByForm: percent(corpora.map(({ right }) => right.provider)),
    right: percent(corpora.map(({ right }) => right.all)),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
