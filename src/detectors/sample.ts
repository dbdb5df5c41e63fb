import { readPattern } from './pattern.ts'

const ALPHABET = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))

/** Characters of a class that look random, the same ones each time. */
export function characters(set: string, length: number): string {
  const members = ALPHABET.filter((character) => new RegExp(`[${set}]`).test(character))
  let state = length + members.length
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return members[(state >>> 8) % members.length]
  }).join('')
}

/** A text that a pattern matches, each step as short as it may be. */
export function sampleOf(source: string): string {
  return readPattern(source)
    .steps.map(({ set, literal, least }) => literal?.repeat(least) ?? characters(set, least))
    .join('')
}

/** The same text with one character repeated all through each class: what documents put in a token's place. */
export function maskOf(source: string): string {
  return readPattern(source)
    .steps.map(({ set, literal, least }) => (literal ?? characters(set, 1)).repeat(least))
    .join('')
}
