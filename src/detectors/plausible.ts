import { latin1 } from './bytes.ts'
import { type Profile, profileOf } from './profile.ts'

/** What documents and settings say where a secret would be. All patterns here are for short values: see `LONGEST_VALUE`. */
const STAND_IN = new RegExp(
  [
    ...[
      'change[-_ ]?(?:me|it|this)',
      'example',
      'placeholder',
      'redacted',
      'x{4}',
      '\\*{3}',
      '\\.{3}',
      'dummy',
      'sample',
      'fixme',
      'todo',
    ],
    ...[
      'foobar',
      'foo_?bar',
      'your[-_ ]',
      'insert',
      'replace',
      'notasecret',
      'not[-_]a',
      'not[-_]real',
      '[-_]here$',
      'passw0rd',
    ],
    ...[
      '^(?:my|the|some|any|test|fake|mock|default|super)[-_]',
      '(?:^|[-_])(?:test|fake|mock)(?:[-_]|$)',
      'supersecret',
      'secret123',
    ],
    ...['password1', '12345678', 'abcdefgh', '23456789abcdef', 'qwertyui', 'deadbeef'],
  ].join('|'),
  'i',
)

const AGAIN = /(.)\1{7}/

/** Whether a value stands in for a secret: what documents say, samples, the keyboard's rows, one character again and again. */
export const isStandIn = (value: string): boolean => STAND_IN.test(value) || AGAIN.test(value)

/** Only what is hardly ever in a long token by chance. */
const TOKEN_STAND_IN =
  /example|placeholder|redacted|changeme|change_me|your[-_]|x{6}|\*{3}|\.{3}|1234567890|0123456789|abcdefghij|(.)\1{7}/i

const seen = new Uint8Array(128)

function distinctIn(value: string): number {
  seen.fill(0)
  let distinct = 0
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at) & 127
    distinct += 1 - seen[code]!
    seen[code] = 1
  }
  return distinct
}

/** Whether a token looks as if it was made at random: no document's stand-in, and enough of its characters differ. */
export function looksRandom(value: string): boolean {
  return distinctIn(value) >= Math.min(8, value.length / 2) && !TOKEN_STAND_IN.test(value)
}

/** What says where a secret is: variables, templates, members of objects, vaults, addresses. */
const REFERENCE = new RegExp(
  [
    ...[
      '^[$%<{[(@]',
      '\\$\\{',
      '\\$\\(',
      '\\{\\{',
      '\\}\\}',
      '<%',
      '#\\{',
      '%\\(',
      '%[sdv]\\b',
      '^(?:\\\\x[0-9a-f]{2}){3}',
      '\\{[a-z_]*\\}',
      '://',
      '->',
    ],
    ...[
      '^(?:process|os|env|environ|config|settings|options|self|this|vars?|data|local|module|secrets?|vault|params?|props)[.:/[]',
    ],
    ...[
      '^(?:args|req|request|context|ctx|inputs?|output|each|kv|ssm|op|arn|file|projects|ref|name|enc|aws|azure|gcp)[.:/[]',
    ],
  ].join('|'),
  'i',
)
/** Hashes, public keys and certificates, and other things that are long and for everybody to see. */
const PUBLIC =
  /^(?:sha\d{1,3}[-:=]|md5[-:]|h1:|ssh-|ecdsa-|AAAA[BCE]3|AAAAE2|data:|MII[A-D]|age1|\$2[aby]\$|\$argon2|\$6\$|v\d{1,3}\.\d|image\/|text\/|application\/|rgba?\()|-----|ENC\[/
const PATH = /^(?:\.{1,2}\/|~\/|[A-Za-z]:\\|\/[a-z]{2,12}\/)/
const FILE =
  /\.(?:js|ts|tsx|json|ya?ml|pem|key|crt|txt|md|html?|css|py|go|rb|java|php|sh|env|conf|properties|xml|svg|png|jpe?g|com|org|net|io|dev)$/i
const UUID_LENGTH = 36
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i
const NUMBER = /^[\d.,:TZ+\-/_\s%]+$/
const IDENTIFIERS = /^[A-Za-z_$][A-Za-z_$.:[\]-]*$/
/** What people don't make passwords of: members and paths, and names of things in small letters, with dashes. */
const NO_PASSWORD = /[./:=]|^[a-z0-9_-]+$/
const SPEAKS_OF_SECRETS = /secret|password|passwd|passphrase|token|credential/i

/** Whether a name calls its value a password, which people may have made, or a key, which none would remember. */
export type Named = 'password' | 'key'

const LONGEST_OF_PEOPLE = 24

/** In bits a character: 16 random digits of base 16 have 3.3, and eight different characters 3. */
const LEAST_ENTROPY = 2.8

/** The fewest characters that such a value has. */
export const LEAST = { password: 8, key: 16 } as const satisfies Record<Named, number>

/**
 * Whether bytes that only their name calls a secret are one: no stand-in, reference, path, number or word, and random
 * enough. A person's password may be a word, with a digit and something else.
 */
export function isPlausible(bytes: Buffer, start: number, end: number, named: Named, bare: boolean): boolean {
  const profile = profileOf(bytes, start, end)
  return mayBe(profile, end - start, named) && isNothingElse(latin1(bytes, start, end), profile, named, bare)
}

/** The part of it that counting answers, and so the one to ask first. */
export function mayBe(profile: Profile, length: number, named: Named): boolean {
  const { distinct, letters, strange, longestRun } = profile
  if (length < LEAST[named] || letters === 0 || strange > 0 || longestRun > 7) return false
  if (distinct < 8 && (named === 'key' || distinct < length / 2)) return false
  return isRandom(profile, length) || (named === 'password' && isOfPeople(profile, length))
}

/** The other part: that the value is none of what is no secret. */
export function isNothingElse(value: string, profile: Profile, named: Named, bare: boolean): boolean {
  if (!isRandom(profile, value.length) && (NO_PASSWORD.test(value) || SPEAKS_OF_SECRETS.test(value))) return false
  // A bare value with an assignment inside is more than one value.
  if (bare && /=[^=]/.test(value)) return false
  const wordy = bare || value.length < 12 || profile.wordiness >= 0.35
  if (profile.digits === 0 && wordy && IDENTIFIERS.test(value)) return false
  if (value.length === UUID_LENGTH && named === 'password' && UUID.test(value)) return false
  return ![REFERENCE, PUBLIC, PATH, FILE, NUMBER, STAND_IN].some((pattern) => pattern.test(value))
}

function isRandom({ kinds, digits, hexadecimal, entropy, unrest, wordiness }: Profile, length: number): boolean {
  if (entropy < LEAST_ENTROPY) return false
  if (hexadecimal === length) return length >= 16 && digits > 0
  // A UUID: its letters are pairs of words by chance.
  if (length === UUID_LENGTH && hexadecimal === 32 && kinds > 2) return true
  return kinds > 1 && (wordiness < 0.45 || (wordiness < 0.8 && digits > 0 && unrest >= 0.45))
}

function isOfPeople({ kinds, digits }: Profile, length: number): boolean {
  return kinds >= 3 && digits > 0 && length <= LONGEST_OF_PEOPLE
}
