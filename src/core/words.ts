/** Letters, digits and marks: everything else stands between words. */
const WORD = /[\p{L}\p{N}\p{M}_]+/gu
/** Code units of a word that count. */
const LONGEST = 128
/** Bytes of all words of one exchange: PostgreSQL takes no tsvector of 1 MiB ("Text Search Types"). */
const MOST = 786_432

/** A collection of words that is bounded. */
export interface Words {
  readonly all: ReadonlySet<string>
  /** Adds the words of a text, and each pair of them that one character joins: `orders/17`, `app.ts`, `not-found`. */
  add(text: string): void
  /** Adds a value by which exchanges are filtered, whole and as it is. */
  addFacet(facet: Facet, value: string): void
}

/** What exchanges are filtered by. */
export type Facet = 'agent' | 'repository' | 'run' | 'connection' | 'operation' | 'decision' | 'rule' | 'approver'

export function createWords(): Words {
  const all = new Set<string>()
  let left = MOST
  const put = (word: string): void => {
    if (all.has(word) || left <= 0) return
    left -= Buffer.byteLength(word)
    all.add(word)
  }
  return {
    all,
    add(text) {
      for (const word of wordsOf(text)) {
        if (left <= 0) return
        put(word)
      }
    },
    addFacet: (facet, value) => put(facetOf(facet, value)),
  }
}

/** A value to look for; its end is open where it ends in an asterisk. */
export interface Wanted {
  readonly facets: readonly (readonly [Facet, string])[]
  /** Words that must all be there; one that ends in an asterisk stands for all that begin so. */
  readonly text: string | null
}

/** A PostgreSQL tsquery; null where nothing is asked for, or nothing that has a word in it. */
export function queryOf({ facets, text }: Wanted): string | null {
  const terms = facets.map(([facet, value]) =>
    value.endsWith('*') ? prefix(facetOf(facet, value.slice(0, -1))) : quoted(facetOf(facet, value)),
  )
  const words = text === null ? [] : [...wordsOf(text)]
  const open = text === null ? new Set<string>() : openWords(text)
  for (const word of new Set(words)) terms.push(open.has(word) ? prefix(word) : quoted(word))
  return terms.length === 0 ? null : terms.join(' & ')
}

function* wordsOf(text: string): Generator<string> {
  const lower = text.toLowerCase()
  let before = ''
  let end = -2
  for (const { 0: found, index } of lower.matchAll(WORD)) {
    const word = found.slice(0, LONGEST).toWellFormed()
    yield word
    const joint = lower[index - 1]!
    if (index === end + 1 && /[^\s\p{C}]/u.test(joint)) yield `${before}${joint}${word}`
    before = word
    end = index + found.length
  }
}

/** Words, and pairs, right before an asterisk. */
function openWords(text: string): ReadonlySet<string> {
  const parts = text.split(/\s+/).filter((part) => part.endsWith('*'))
  return new Set(
    parts.flatMap((part) => {
      const words = [...wordsOf(part)]
      const last = words.filter((word) => part.slice(0, -1).toLowerCase().endsWith(word))
      return last
    }),
  )
}

/** No word begins so. */
function facetOf(facet: Facet, value: string): string {
  return `=${facet}:${value.toWellFormed().replaceAll('\u0000', '\ufffd').slice(0, 500)}`
}

function quoted(lexeme: string): string {
  return `'${lexeme.replace(/['\\]/g, '$&$&')}'`
}

function prefix(lexeme: string): string {
  return `${quoted(lexeme)}:*`
}
