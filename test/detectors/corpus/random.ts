/** Numbers that look random and are the same in every run: a corpus is the same on every machine. */
export interface Random {
  /** A whole number from `least` up to and including `most`. */
  readonly whole: (least: number, most: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  /** So many characters of an alphabet. */
  readonly chars: (alphabet: string, length: number) => string
}

export const DIGITS = '0123456789'
export const LOWER = 'abcdefghijklmnopqrstuvwxyz'
export const UPPER = LOWER.toUpperCase()
export const ALNUM = DIGITS + UPPER + LOWER
export const HEX = '0123456789abcdef'
export const BASE32 = `${UPPER}234567`
export const BASE64 = `${UPPER}${LOWER}${DIGITS}+/`
export const BASE64URL = `${UPPER}${LOWER}${DIGITS}-_`

/** The generator that is called SplitMix32: a counter and a mixing function. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const whole = (least: number, most: number) => least + (next() % (most - least + 1))
  return {
    whole,
    pick: (from) => from[whole(0, from.length - 1)]!,
    chars: (alphabet, length) => Array.from({ length }, () => alphabet[whole(0, alphabet.length - 1)]).join(''),
  }
}

export const uuid = ({ chars, pick }: Random) =>
  `${chars(HEX, 8)}-${chars(HEX, 4)}-4${chars(HEX, 3)}-${pick(['8', '9', 'a', 'b'])}${chars(HEX, 3)}-${chars(HEX, 12)}`

export const base64 = (text: string) => Buffer.from(text).toString('base64')
export const base64url = (text: string) => Buffer.from(text).toString('base64url')
