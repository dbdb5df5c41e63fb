import { LONGEST_VALUE, readAssignment } from './assignment.ts'
import { latin1, tableOf } from './bytes.ts'
import { namesNoSecret, wordsOf } from './names.ts'
import { note } from './place.ts'
import { isNothingElse, isPlausible, LEAST, mayBe, type Named } from './plausible.ts'
import { profileOf } from './profile.ts'
import type { Shape } from './rule.ts'

function isSecret(name: string, names: RegExp): boolean {
  const words = wordsOf(name)
  return !namesNoSecret(words) && words.some((word) => names.test(word))
}

/** The shape of values that their names call a secret: see `isPlausible` for what they have to look like. */
export function called(keywords: readonly string[], names: RegExp, kind: Named): Shape {
  const least = LEAST[kind]
  return {
    keywords,
    match(bytes, at, after, place) {
      if (!readAssignment(bytes, at, after, place)) return false
      const { nameStart, nameEnd, start, end, quoting, plausible } = place.assignment
      if (end - start < least || plausible[kind] === false) return false
      place.looked += end - start
      const profile = profileOf(bytes, start, end)
      plausible[kind] = mayBe(profile, end - start, kind)
      if (!plausible[kind] || !isSecret(latin1(bytes, nameStart, nameEnd), names)) return false
      plausible[kind] = isNothingElse(latin1(bytes, start, end), profile, kind, quoting === 'bare')
      if (!plausible[kind]) return false
      place.start = start
      place.end = end
      return true
    },
  }
}

const inCredential = tableOf('A-Za-z0-9._~+/\\-')
const blank = tableOf(' ')
const inUser = tableOf('A-Za-z0-9._@%+\\-')
const endsArgument = tableOf('\\s"\'`;|&<>()\\\\')

/** The credential behind a scheme of an `Authorization` header: `Bearer …`, `Basic …`. */
export function authorization(scheme: string): Shape {
  return {
    keywords: [`${scheme} `],
    match(bytes, _, after, place) {
      const limit = Math.min(bytes.length, after + LONGEST_VALUE)
      let end = after
      while (end < limit && inCredential[bytes[end]!] === 1) end++
      while (end < limit && end > after && bytes[end] === 0x3d) end++
      place.looked += end - after + 1
      note(place, end)
      if (end - after < 16 || end - after >= LONGEST_VALUE) return false
      place.start = after
      place.end = end
      if (scheme !== 'basic') return isPlausible(bytes, after, end, 'key', true)
      const decoded = Buffer.from(latin1(bytes, after, end), 'base64')
      const colon = decoded.indexOf(0x3a)
      return colon > 0 && isPlausible(decoded, colon + 1, decoded.length, 'password', false)
    },
  }
}

/** The password of `user:password`, the argument of curl's `-u` and `--user`. */
export const userArgument: Shape = {
  keywords: [' -u ', '--user ', '--user=', ' -u"', " -u'"],
  match(bytes, _, after, place) {
    let next = after
    while (blank[bytes[next] ?? 0] === 1 && next < after + 8) next++
    if (bytes[next] === 0x22 || bytes[next] === 0x27) next++
    const limit = Math.min(bytes.length, next + LONGEST_VALUE)
    while (next < limit && inUser[bytes[next]!] === 1) next++
    place.looked += next - after + 1
    note(place, next)
    if (bytes[next] !== 0x3a) return false
    const start = next + 1
    let end = start
    while (end < limit && endsArgument[bytes[end]!] === 0) end++
    place.looked += end - start
    note(place, end)
    place.start = start
    place.end = end
    return isPlausible(bytes, start, end, 'password', true)
  },
}
