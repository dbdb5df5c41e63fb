/**
 * One shape of secret. A pattern matches a secret's beginning, up to where there is no doubt; `body` then says how far it
 * goes on, without a bound and without memory. So patterns stay short, and a secret longer than any that is known is
 * masked to its end all the same.
 */
export interface Detector {
  /** Names what it finds, in policies and in what stands in for the secret. Shapes of one kind share a name. */
  readonly name: string
  /** Text that every match begins with, in lower case. What is looked for; the pattern is tried only there. */
  readonly hints: readonly string[]
  /** The characters one of which comes after a hint, as a class; absent where any may. Decides most hints at once. */
  readonly followed?: string
  /** Sticky, at a hint. Bounded quantifiers only, none nested. A first group is what stays: the name of a value, say. */
  readonly pattern: RegExp
  /** What no match begins in after one was missed at its start, or else a long run of hints takes its square. Sticky. */
  readonly run?: RegExp
  /** The most bytes that the pattern matches, or looks at. */
  readonly longest: number
  /** A byte that no match goes past: with one in sight, a match is decided. Global. */
  readonly outside: RegExp
  /** What goes on being secret after a match. Sticky, matches anything. A first group is a mark that ends it. */
  readonly body: RegExp
  /** The most bytes that such a mark takes. */
  readonly longestMark?: number
  /** Runs after all others, on what they left: it would find their secrets too, and know less of them. */
  readonly generic?: true
}

/** What may follow a named value's name, up to the value: `": "`, `=`, ` => '`, `%3D`. */
const ASSIGNED = String.raw`\\{0,2}["']?[ \t]{0,32}(?:=>|:=|[:=]|%3[ad])[ \t]{0,32}`

const KEYWORDS = [
  ...['api_key', 'api-key', 'apikey', 'access_key', 'access-key', 'accesskey', 'auth_key', 'auth-key', 'authkey'],
  ...['private_key', 'private-key', 'privatekey', 'secret_key', 'secret-key', 'secretkey', 'secret', 'token'],
  ...['password', 'passwd', 'passphrase'],
]

/** A value that has a name: what opens it stays, `first` decides that it is one, `rest` is how it goes on. */
function assigned(opening: string, first: string, rest: string): Detector {
  return {
    name: 'generic-api-key',
    generic: true,
    hints: KEYWORDS,
    followed: String.raw`[\\"' \t:=%]`,
    pattern: new RegExp(`((?:${KEYWORDS.join('|')})${ASSIGNED}${opening})(?!\\[masked:)${first}`, 'iy'),
    longest: 128,
    outside: /[\r\n]/g,
    body: new RegExp(`${rest}*`, 'y'),
  }
}

const IN_DOUBLE_QUOTES = String.raw`(?:[^"\\\r\n]|\\[^\r\n])`
const IN_SINGLE_QUOTES = String.raw`(?:[^'\\\r\n]|\\[^\r\n])`
const UNQUOTED = String.raw`[^\s"'\x60,;&<>\\{}()[\]|]`

/** The detectors that Sallyport comes with. */
export const detectors: readonly Detector[] = [
  {
    name: 'github-token',
    hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{20}/y,
    longest: 31,
    outside: /[^\w]/g,
    body: /[\w.-]*/y,
  },
  {
    name: 'aws-access-key',
    hints: ['akia', 'asia'],
    pattern: /A[KS]IA[A-Z0-9]{16}/y,
    longest: 20,
    outside: /[^A-Z0-9]/g,
    body: /[A-Z0-9]*/y,
  },
  {
    name: 'aws-access-key',
    hints: ['aws_secret_access_key', 'aws_secret_key', 'secretaccesskey'],
    pattern: /((?:aws_secret_access_key|aws_secret_key|secretaccesskey)[\s"':=>\\]{1,32})[A-Za-z0-9/+]{40}/iy,
    longest: 21 + 32 + 40,
    outside: /[^\w\s"':=>\\/+]/g,
    body: /[A-Za-z0-9/+=]*/y,
  },
  {
    name: 'private-key',
    hints: ['-----begin '],
    pattern: /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y,
    longest: 11 + 4 * 17 + 11 + 6 + 5,
    outside: /[^A-Z0-9 -]/g,
    body: /(?:[^"'`<>{}-]|-(?!----END [A-Z0-9 ]{1,60}-----))*(-----END [A-Z0-9 ]{1,60}-----)?/y,
    longestMark: 74,
  },
  {
    name: 'jwt',
    hints: ['eyj'],
    pattern: /eyJ(?:[\w-]{1024}|[\w-]{10,1023}\.[\w-]{2})/y,
    run: /[\w-]*/y,
    longest: 3 + 1023 + 3,
    outside: /[^\w.-]/g,
    body: /[\w.-]*/y,
  },
  {
    name: 'slack-token',
    hints: ['xoxa-', 'xoxb-', 'xoxc-', 'xoxd-', 'xoxe-', 'xoxe.', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-', 'xapp-'],
    pattern: /(?:xox[abcdeoprs]|xoxe\.xox[bp]|xapp)-[A-Za-z0-9%-]{10}/y,
    longest: 20,
    outside: /[^A-Za-z0-9%.-]/g,
    body: /[A-Za-z0-9%.-]*/y,
  },
  assigned('"', `${IN_DOUBLE_QUOTES}{6}`, IN_DOUBLE_QUOTES),
  assigned("'", `${IN_SINGLE_QUOTES}{6}`, IN_SINGLE_QUOTES),
  // Where the quotes themselves are escaped, a value ends at the next backslash.
  assigned(String.raw`(?:\\{1,3}["'])?`, `(?!\\$)${UNQUOTED}{6}`, UNQUOTED),
]
