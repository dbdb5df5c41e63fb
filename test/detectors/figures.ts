import { type Confidence, createScanner, type Found } from '../../src/detectors/index.ts'
import { type Hidden, type Innocent, makeCorpus } from './corpus/index.ts'

/** How many of how many. */
export interface Share {
  readonly of: number
  readonly are: number
}

export interface Figures {
  readonly families: number
  /** Of the secrets: all, those that have a form or a place of their own, those that only a name tells. */
  readonly found: Readonly<Record<'all' | Hidden['told'], Share>>
  /** Of the findings, in files with secrets and in look-alikes: all, and those of each confidence. */
  readonly right: Readonly<Record<'all' | Confidence, Share>>
  readonly lookalikes: number
  readonly reported: readonly { readonly innocent: Innocent; readonly found: Found }[]
  readonly missed: readonly Hidden[]
}

/** Whether a finding is the secret that was hidden: each covers four fifths of the other. */
function isOf({ start, written }: Hidden, found: Found): boolean {
  const shared = Math.min(start + written.length, found.end) - Math.max(start, found.start)
  return shared >= 0.8 * Math.max(written.length, found.end - found.start)
}

function shareOf<T>(all: readonly T[], is: (one: T) => boolean): Share {
  return { of: all.length, are: all.filter(is).length }
}

/** What the rules find in a corpus, and what they take for a secret in its look-alikes. */
export function figuresOf(seed?: number): Figures {
  const scanner = createScanner()
  const corpus = makeCorpus(seed)
  const scanned = corpus.secrets.map((hidden) => ({ hidden, found: scanner.scan(Buffer.from(hidden.text)).found }))
  const reported = corpus.lookalikes.flatMap((innocent) =>
    scanner.scan(Buffer.from(innocent.text)).found.map((found) => ({ innocent, found })),
  )
  const isFound = ({ hidden, found }: (typeof scanned)[number]) => found.some((one) => isOf(hidden, one))
  const told = (kind: Hidden['told']) =>
    shareOf(
      scanned.filter(({ hidden }) => hidden.told === kind),
      isFound,
    )
  const findings = [
    ...scanned.flatMap(({ hidden, found }) => found.map((one) => ({ found: one, right: isOf(hidden, one) }))),
    ...reported.map(({ found }) => ({ found, right: false })),
  ]
  const by = (confidence: Confidence) =>
    shareOf(
      findings.filter(({ found }) => found.confidence === confidence),
      ({ right }) => right,
    )
  return {
    families: new Set(corpus.secrets.map(({ family }) => family)).size,
    found: { all: shareOf(scanned, isFound), shaped: told('shaped'), generic: told('generic') },
    right: { all: shareOf(findings, ({ right }) => right), provider: by('provider'), generic: by('generic') },
    lookalikes: corpus.lookalikes.length,
    reported,
    missed: scanned.filter((one) => !isFound(one)).map(({ hidden }) => hidden),
  }
}
