/** Pairs of letters that words are made of: about two of three pairs in a text, one of five among random letters. */
const PAIRS = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce ' +
    'li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ' +
    'ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ' +
    'ke ui fr oo gr ag ey ap if ht bo up cr cl tt ub pu da do ck ok sw rd ss wd ke us er ga od ue mb sc rm gi av ba bu go nf cu ru og'
  ).split(/\s+/),
)

/** How much of a text is words, from 0 to 1; a text with hardly any letters is none. */
export function wordiness(value: string): number {
  const lower = value.toLowerCase()
  let pairs = 0
  let common = 0
  for (let at = 1; at < lower.length; at++) {
    const pair = lower.slice(at - 1, at + 1)
    if (!/^[a-z]{2}$/.test(pair)) continue
    pairs++
    if (PAIRS.has(pair)) common++
  }
  return pairs < 3 ? 0 : common / pairs
}

/** Shannon's entropy in bits a character. */
export function entropy(value: string): number {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits
}

const STAND_IN =
  /change[-_ ]?(?:me|it|this)|example|placeholder|redacted|x{4}|\*{3}|\.{3}|dummy|sample|fixme|todo|foobar|foo_?bar|your[-_ ]|insert|replace|notasecret|not[-_]a|not[-_]real|[-_]here$|^(?:my|the|some|any|test|fake|mock|default|super)[-_]|supersecret|secret123|password1|passw0rd|(?:^|[-_])(?:test|fake|mock)(?:[-_]|$)|12345678|abcdefgh|23456789abcdef|qwertyui|deadbeef|(.)\1{7}/i

/** Whether a value stands in for a secret: what documents say, samples, the keyboard's rows, one character again and again. */
export const isStandIn = (value: string): boolean => STAND_IN.test(value)

/** How often the kind of character changes, from 0 to 1: among random letters and digits three times of five. */
function unrest(value: string): number {
  let changes = 0
  for (let at = 1; at < value.length; at++) if (kindOf(value[at]!) !== kindOf(value[at - 1]!)) changes++
  return changes / value.length
}

const kindOf = (character: string) =>
  /[a-z]/.test(character) ? 0 : /[A-Z]/.test(character) ? 1 : /\d/.test(character) ? 2 : 3

/** Only what is hardly ever in a long token by chance. */
const TOKEN_STAND_IN =
  /example|placeholder|redacted|changeme|change_me|your[-_]|x{6}|\*{3}|\.{3}|1234567890|0123456789|abcdefghij|(.)\1{7}/i

/** Whether a token looks as if it was made at random: no document's stand-in, and enough of its characters differ. */
export function looksRandom(value: string): boolean {
  return !TOKEN_STAND_IN.test(value) && new Set(value).size >= Math.min(8, value.length / 2)
}

const REFERENCE =
  /^[$%<{[(@]|\$\{|\$\(|\{\{|\}\}|<%|#\{|%\(|%[sdv]\b|\{[a-z_]*\}|:\/\/|^(?:process|os|env|environ|config|settings|options|self|this|var|vars|data|local|module|secrets?|vault|params?|props|args|req|request|context|ctx|input|inputs|output|each|kv|ssm|op|arn|file|projects|ref|name|enc|aws|azure|gcp)[.:/[]|->/i
const PUBLIC =
  /^(?:sha\d{1,3}[-:=]|md5[-:]|h1:|ssh-|ecdsa-|AAAA[BCE]3|AAAAE2|data:|MII[A-D]|age1|\$2[aby]\$|\$argon2|\$6\$|v\d+\.\d|image\/|text\/|application\/|rgba?\()|-----|ENC\[/
const PATH =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)|\.(?:js|ts|tsx|json|ya?ml|pem|key|crt|txt|md|html?|css|py|go|rb|java|php|sh|env|conf|properties|xml|svg|png|jpe?g|com|org|net|io|dev)$/i
const SPEAKS_OF_SECRETS = /secret|password|passwd|passphrase|token|credential/i
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i
const NUMBER = /^[\d.,:TZ+\-/_\s%]+$/
const IDENTIFIERS = /^[A-Za-z_$][A-Za-z_$]*(?:[.:[\]-][A-Za-z_$]*)*$/

/** How sure the name is that its value is a secret, and so how little the value itself has to prove. */
export type Named = 'password' | 'key'

/**
 * Whether a value that only its name calls a secret is one: no placeholder, reference, path, number or word, and random
 * enough. People's passwords may be words, with a digit and something else.
 */
export function isPlausible(value: string, named: Named, bare: boolean): boolean {
  const least = named === 'password' ? 8 : 16
  if (value.length < least || /[^\x21-\x7e]/.test(value)) return false
  if (REFERENCE.test(value) || PUBLIC.test(value) || PATH.test(value) || NUMBER.test(value) || isStandIn(value))
    return false
  if (new Set(value).size < Math.min(8, least)) return false
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length
  const words = wordiness(value)
  if (/^[0-9a-f]+$/i.test(value))
    return value.length >= 16 && /\d/.test(value) && /[a-f]/i.test(value) && entropy(value) >= 2.8
  if (IDENTIFIERS.test(value)) return !bare && value.length >= 12 && words < 0.35 && /[a-z]/.test(value) && kinds > 1
  if (UUID.test(value)) return named === 'key'
  if (bare && /[=]/.test(value.slice(0, -2))) return false
  if (words < 0.45 || (words < 0.8 && /\d/.test(value) && unrest(value) >= 0.45))
    return entropy(value) >= 2.8 && kinds > 1
  if (SPEAKS_OF_SECRETS.test(value)) return false
  return named === 'password' && kinds >= 3 && /\d/.test(value) && value.length <= 40 && !/[./:=]/.test(value)
}
