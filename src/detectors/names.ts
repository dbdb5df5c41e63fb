/** What a name consists of, in lower case: `dbPassword`, `DB_PASSWORD` and `db-password` have the same words. */
export function wordsOf(name: string): string[] {
  const lower = name.toLowerCase()
  const words: string[] = []
  let start = 0
  let before = ''
  for (let at = 0; at <= name.length; at++) {
    const character = lower[at] ?? ''
    const inWord = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')
    const capital = character !== name[at]
    if (at > start && (!inWord || (capital && before === 'small'))) {
      words.push(lower.slice(start, at))
      start = at
    }
    if (!inWord) start = at + 1
    before = inWord && !capital ? 'small' : ''
  }
  return words
}

/** A name in the ways in which it is written: its words apart, joined, with a dash, a dot or an underscore. */
export function spelled(...names: readonly string[]): string[] {
  return names.flatMap((name) =>
    name.includes(' ') ? ['_', '-', '', '.'].map((joint) => name.replaceAll(' ', joint)) : [name],
  )
}

const NO_SECRET = new Set(
  (
    'public pub publishable site anon hash hashed hashes digest checksum fingerprint integrity sha sha1 sha256 sha512 md5 etag ' +
    'id ids name names file filename path paths url uri dir folder length len size count expiry expires expiration expire ttl ' +
    'min max type types kind field label placeholder hint prompt policy algorithm alg version limit endpoint arn ref regex ' +
    'pattern prefix suffix encoding format error errors message title description class selector csrf xsrf next previous page ' +
    'continuation cursor sync position tokenizer tokens budget usage cache sort partition foreign primary required help text'
  ).split(' '),
)

/** Whether a name says that what it names is no secret, though it has to do with one. */
export const namesNoSecret = (words: readonly string[]): boolean => words.some((word) => NO_SECRET.has(word))
