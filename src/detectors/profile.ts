import { tableOf } from './bytes.ts'

/** What a value consists of. */
export interface Profile {
  /** How many of the four kinds there are: small letters, capitals, digits, anything else. */
  readonly kinds: number
  readonly letters: number
  readonly digits: number
  /** Digits of base 16, in either case. */
  readonly hexadecimal: number
  /** How many characters differ. */
  readonly distinct: number
  /** Shannon's entropy in bits a character. */
  readonly entropy: number
  /** Bytes that are no visible ASCII. */
  readonly strange: number
  /** The most times that one character comes again and again. */
  readonly longestRun: number
  /** How often the kind of character changes, from 0 to 1: among random letters and digits three times of five. */
  readonly unrest: number
  /** How much of its letters is words, from 0 to 1; what has hardly any letters side by side is none. */
  readonly wordiness: number
}

/** Pairs of letters that words are made of: about two of three pairs in a text, one of three among random letters. */
const PAIRS = [
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce',
  'li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em',
  'ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay',
  'ex ke ui fr oo gr ag ey ap if ht bo up cr cl tt ub pu da do ck ok sw rd wd ga od ue mb sc rm gi av ba bu go nf cu ru og',
]

/** A table of pairs, by the first letter's place in the alphabet times 26 plus the second's. */
const common = new Uint8Array(26 * 26)
for (const pair of PAIRS.join(' ').split(' ')) common[(pair.charCodeAt(0) - 97) * 26 + pair.charCodeAt(1) - 97] = 1

const SMALL = 1
const CAPITAL = 2
const DIGIT = 4
const OTHER = 8

const KIND = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[a-z]/.test(character)) return SMALL
  if (/[A-Z]/.test(character)) return CAPITAL
  return /\d/.test(character) ? DIGIT : OTHER
})

const HEXADECIMAL = tableOf('0-9A-Fa-f')

const counts = new Uint16Array(128)

/** What a count adds to the sum in Shannon's formula: n · log2(n). */
const WEIGHT = Float64Array.from({ length: 4096 }, (_, count) => (count === 0 ? 0 : count * Math.log2(count)))

/** Counts once through bytes of ASCII, 4,095 at most. */
export function profileOf(bytes: Buffer, start = 0, end = bytes.length): Profile {
  counts.fill(0)
  let kinds = 0
  let letters = 0
  let digits = 0
  let distinct = 0
  let weight = 0
  let strange = 0
  let run = 0
  let longestRun = 0
  let last = -1
  let changes = 0
  let pairs = 0
  let commonPairs = 0
  let before = 0
  let letterBefore = -1
  let hexadecimal = 0
  for (let at = start; at < end; at++) {
    const code = bytes[at]! & 127
    const kind = KIND[code]!
    const count = counts[code]!
    if (count === 0) distinct++
    counts[code] = count + 1
    weight += WEIGHT[count + 1]! - WEIGHT[count]!
    run = code === last ? run + 1 : 1
    if (run > longestRun) longestRun = run
    last = code
    if (bytes[at]! < 0x21 || bytes[at]! > 0x7e) strange++
    kinds |= kind
    if (at > start && kind !== before) changes++
    before = kind
    if (kind === DIGIT) digits++
    hexadecimal += HEXADECIMAL[code]!
    if (kind > CAPITAL) {
      letterBefore = -1
      continue
    }
    letters++
    const letter = (code | 32) - 97
    if (letterBefore >= 0) {
      pairs++
      commonPairs += common[letterBefore * 26 + letter]!
    }
    letterBefore = letter
  }
  return {
    kinds: (kinds & 1) + ((kinds >> 1) & 1) + ((kinds >> 2) & 1) + (kinds >> 3),
    letters,
    digits,
    hexadecimal,
    distinct,
    entropy: Math.log2(end - start) - weight / (end - start),
    strange,
    longestRun,
    unrest: changes / (end - start),
    wordiness: pairs < 3 ? 0 : commonPairs / pairs,
  }
}
