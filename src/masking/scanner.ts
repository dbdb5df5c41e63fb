import type { Detector } from './detectors.ts'

/** What is asked whether it matches at `lastIndex`, or where it next does: regular expressions, and what works like one. */
interface Tester {
  lastIndex: number
  test(text: string): boolean
}
interface Finder {
  lastIndex: number
  exec(text: string): { readonly index: number } | null
}
interface Matcher {
  lastIndex: number
  exec(text: string): { readonly [group: number]: string | undefined } | null
}

/** What is looked for in one way. */
type Sought = Pick<Detector, 'name' | 'longest' | 'longestMark' | 'body' | 'run'> & {
  readonly pattern: Matcher
  readonly outside: Tester
}

/** Detectors made ready to look for. Keeps nothing of what it is used on. */
export interface Plan {
  readonly anyHint: Finder
  /** How many characters at a text's end may be the beginning of a hint. */
  overhang(text: string): number
  readonly candidates: readonly { readonly detector: Sought; readonly begins: Tester }[]
}

/** Compiles the patterns of one pass. Costs far more than a scanner does. */
export function planOf(detectors: readonly Detector[]): Plan {
  const hints = [...new Set(detectors.flatMap((detector) => detector.hints))]
  return {
    anyHint: new RegExp(hints.map(escaped).join('|'), 'gi'),
    overhang: (text) => overhang(text, hints),
    candidates: detectors.map((detector) => {
      const followed = detector.followed === undefined ? '' : `(?:${detector.followed}|$)`
      return { detector, begins: new RegExp(`(?:${detector.hints.map(escaped).join('|')})${followed}`, 'iy') }
    }),
  }
}

/** Masks what detectors find in text that comes in pieces. However it is cut, what comes out is the same. */
export interface Scanner {
  /** Takes a piece, and answers all that is decided by now. The last piece is `final`, and decides the rest. */
  write(piece: string, final: boolean): string
  /** How many secrets were masked so far. */
  readonly count: number
}

/**
 * One pass over text in which a character is a byte. Goes from hint to hint; holds text back only from where a match
 * may yet begin, so what is held is never longer than the longest pattern.
 */
export function createScanner({ anyHint, overhang, candidates }: Plan): Scanner {
  let held = ''
  let inside: Sought | undefined
  let count = 0
  /** Up to where a detector has already been found not to match, in the text at hand. */
  const missed = new Map<Sought, number>()

  /** The match at a place where a hint is: how far it goes, and what stays of it. Undefined if more has to be seen first. */
  function decide(
    text: string,
    at: number,
    final: boolean,
  ): { detector: Sought; end: number; kept: string } | null | undefined {
    for (const { detector, begins } of candidates) {
      if (at < (missed.get(detector) ?? 0) || !test(begins, text, at)) continue
      if (!final && text.length - at <= detector.longest && !test(detector.outside, text, at)) return undefined
      detector.pattern.lastIndex = at
      const match = detector.pattern.exec(text)
      if (match !== null) return { detector, end: at + match[0]!.length, kept: match[1] ?? '' }
      if (detector.run !== undefined && test(detector.run, text, at)) missed.set(detector, detector.run.lastIndex)
    }
    return null
  }

  return {
    get count() {
      return count
    },

    write(piece, final) {
      const text = held + piece
      const limit = final ? text.length : text.length - overhang(text)
      const out: string[] = []
      missed.clear()
      let at = 0
      let from = 0
      for (;;) {
        if (inside !== undefined) {
          const { next, over } = goOn(inside, text, at, final)
          at = next
          from = next
          if (!over) break
          inside = undefined
        }
        anyHint.lastIndex = at
        const hint = anyHint.exec(text)?.index ?? limit
        const match = hint < limit ? decide(text, hint, final) : undefined
        if (match === undefined) {
          at = Math.max(at, Math.min(hint, limit))
          out.push(text.slice(from, at))
          break
        }
        at = hint + 1
        if (match === null) continue
        out.push(text.slice(from, hint), match.kept, `[masked:${match.detector.name}]`)
        count += 1
        at = match.end
        inside = match.detector
      }
      held = text.slice(at)
      return out.join('')
    },
  }
}

/** A pattern that matches exactly this text. */
export function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function test(pattern: Tester, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}

/** Where a secret's body has got to, and whether that is its end. */
function goOn(
  { body, longestMark = 0 }: Sought,
  text: string,
  at: number,
  final: boolean,
): { next: number; over: boolean } {
  body.lastIndex = at
  const mark = body.exec(text)?.[1]
  const stop = body.lastIndex
  if (mark !== undefined || final) return { next: stop, over: true }
  if (stop === text.length) return { next: Math.max(at, stop - longestMark), over: false }
  // What a lone backslash escapes is still to come.
  return { next: stop, over: text.slice(stop) !== '\\' }
}

/** How many characters at a text's end may be the beginning of a hint. */
function overhang(text: string, hints: readonly string[]): number {
  let longest = 0
  for (const hint of hints) {
    const most = Math.min(hint.length - 1, text.length)
    if (most <= longest) continue
    const tail = text.slice(text.length - most).toLowerCase()
    for (let size = most; size > longest; size--) {
      if (tail.endsWith(hint.slice(0, size))) longest = size
    }
  }
  return longest
}
