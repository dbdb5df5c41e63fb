import { readAssignment } from './assignment.ts'
import { latin1 } from './bytes.ts'
import { namesNoSecret, wordsOf } from './names.ts'
import { isWhole, readPattern } from './pattern.ts'
import type { Shape } from './rule.ts'

const NAMES_SECRET = /(?:key|token|secret|pass(?:word|wd)?|pat|auth|credentials?|webhook|api)$/

/**
 * The shape of secrets that have none of their own, but a name that says whose they are: a value that is, all of it, as
 * the pattern says, behind a name with the keyword and a word for a secret.
 */
export function named(keywords: readonly string[], value: string): Shape {
  const pattern = readPattern(value)
  return {
    keywords,
    match(bytes, at, after, place) {
      if (!readAssignment(bytes, at, after, place)) return false
      const { assignment } = place
      if (!isWhole(pattern, bytes, assignment.start, assignment.end, place)) return false
      const words = wordsOf(latin1(bytes, assignment.nameStart, assignment.nameEnd))
      place.start = assignment.start
      place.end = assignment.end
      return !namesNoSecret(words) && words.some((word) => NAMES_SECRET.test(word))
    },
  }
}
