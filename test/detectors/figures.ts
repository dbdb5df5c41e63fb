import { createScanner, type Found, rules, type Scanner } from '../../src/detectors/index.ts'
import { type Hidden, type Innocent, makeCorpus } from './corpus/index.ts'

export interface Figures {
  readonly secrets: number
  readonly families: number
  readonly found: number
  /** Secrets whose own form or place tells, and how many a provider's rule or an address's rule found. */
  readonly shaped: number
  readonly shapedByShape: number
  /** Secrets that only a name tells, and how many were found. */
  readonly told: number
  readonly toldFound: number
  readonly lookalikes: number
  readonly missed: readonly Hidden[]
  readonly reported: readonly { readonly innocent: Innocent; readonly found: Found }[]
}

const byForm = new Set(
  rules
    .filter(
      ({ name, confidence }) =>
        confidence === 'provider' || /^(?:database-url|url-credentials|connection-string)/.test(name),
    )
    .map(({ name }) => name),
)

/** The finding that is where a secret was hidden: each covers four fifths of the other. */
function findingOf(scanner: Scanner, { text, start, written }: Hidden): Found | undefined {
  const end = start + written.length
  return scanner.scan(Buffer.from(text)).found.find((found) => {
    const shared = Math.min(end, found.end) - Math.max(start, found.start)
    return shared >= 0.8 * Math.max(written.length, found.end - found.start)
  })
}

/** What the rules find in a corpus, and what they take for a secret in its look-alikes. */
export function figuresOf(seed?: number): Figures {
  const scanner = createScanner()
  const corpus = makeCorpus(seed)
  const results = corpus.secrets.map((hidden) => ({ hidden, found: findingOf(scanner, hidden) }))
  const shaped = results.filter(({ hidden }) => hidden.told === 'shaped')
  const told = results.filter(({ hidden }) => hidden.told === 'generic')
  return {
    secrets: results.length,
    families: new Set(corpus.secrets.map(({ family }) => family)).size,
    found: results.filter(({ found }) => found !== undefined).length,
    shaped: shaped.length,
    shapedByShape: shaped.filter(({ found }) => found !== undefined && byForm.has(found.rule)).length,
    told: told.length,
    toldFound: told.filter(({ found }) => found !== undefined).length,
    lookalikes: corpus.lookalikes.length,
    missed: results.filter(({ found }) => found === undefined).map(({ hidden }) => hidden),
    reported: corpus.lookalikes.flatMap((innocent) =>
      scanner.scan(Buffer.from(innocent.text)).found.map((found) => ({ innocent, found })),
    ),
  }
}
