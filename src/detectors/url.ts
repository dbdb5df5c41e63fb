import { isEscape, latin1, tableOf } from './bytes.ts'
import { note } from './place.ts'
import { isStandIn } from './plausible.ts'
import { profileOf } from './profile.ts'
import type { Shape } from './rule.ts'

const inScheme = tableOf('A-Za-z0-9+.\\-')
const inUser = tableOf('A-Za-z0-9._~!$*+=%\\-')
const inPassword = tableOf('\\x21-\\x7e')
const endsPassword = tableOf('/?#"\'`<>\\\\\\s|')
const inHost = tableOf('A-Za-z0-9_\\[.\\-')
const LONGEST_USER = 128
const LONGEST_PASSWORD = 256
const COLON = 0x3a
const AT = 0x40

/** The password in the user information of an address (RFC 3986, section 3.2.1) with one of these schemes. */
export function passwordIn(ofScheme: (scheme: string) => boolean): Shape {
  return {
    keywords: ['://'],
    match(bytes, at, after, place) {
      let start = after
      const furthest = Math.min(bytes.length, after + LONGEST_USER)
      while (start < furthest && inUser[bytes[start]!] === 1) start++
      place.looked += start - after + 1
      note(place, start)
      if (bytes[start] !== COLON) return false
      start++
      let end = -1
      let next = start
      const limit = Math.min(bytes.length, start + LONGEST_PASSWORD)
      for (; next < limit && inPassword[bytes[next]!] === 1 && endsPassword[bytes[next]!] === 0; next++) {
        if (bytes[next] === AT) end = next
      }
      place.looked += next - start
      note(place, next)
      if (end < start || inHost[bytes[end + 1] ?? 0] === 0) return false
      let scheme = at
      while (scheme > 0 && at - scheme < 20 && inScheme[bytes[scheme - 1]!] === 1) scheme--
      if (scheme < at && isEscape(bytes, scheme)) scheme++
      if (!ofScheme(latin1(bytes, scheme, at).toLowerCase())) return false
      place.start = start
      place.end = end
      return isPassword(latin1(bytes, start, end), latin1(bytes, after, start - 1))
    },
  }
}

const WORDS =
  /^(?:pass(?:word|wd|phrase)?|pwd?|secret|user(?:name)?|root|admin|guest|test(?:ing)?|token|postgres|mysql|redis|mongo|rabbit(?:mq)?|minio|x-oauth-basic|oauth2?|pa?ss\d*|p@ssw?o?rd?|key|\d{1,6})$/i

function isPassword(password: string, user: string): boolean {
  if (password.length < 6 || password === user || WORDS.test(password) || isStandIn(password)) return false
  if (/^[$%{<*[(]|\$\{|\{\{|[{}<>]|%s|^:|^\w+%$/.test(password)) return false
  const plain = password.replace(/%[\da-f]{2}/gi, '')
  return /\d/.test(plain) || (plain.length >= 8 && profileOf(Buffer.from(plain)).wordiness < 0.4)
}
