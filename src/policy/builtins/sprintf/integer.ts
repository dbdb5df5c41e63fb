import { isPrintable, quote } from '../quote.ts'
import { type Flags, pad } from './flags.ts'

const BASES: { readonly [verb: string]: number } = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }
const LAST_CHARACTER = 0x10ffffn
const REPLACEMENT = '\ufffd'

/** An int64 as Go's fmt writes it; null for a verb that isn't an integer's. Source: Go's fmt/format.go. */
export function formatInteger(value: bigint, verb: string, flags: Flags): string | null {
  const base = BASES[verb]
  if (base !== undefined) return formatDigits(value, verb, base, flags)
  if (verb === 'c') return pad(characterOf(value), flags)
  if (verb === 'q') return pad(quote(characterOf(value), { mark: "'", ascii: flags.plus }), flags)
  return verb === 'U' ? formatUnicode(value, flags) : null
}

function formatDigits(value: bigint, verb: string, base: number, flags: Flags): string {
  const blanks = { ...flags, zero: false }
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  if (flags.precision === 0 && value === 0n) return pad('', blanks)
  const filled = flags.zero && !flags.minus && flags.width !== null ? flags.width - sign.length : 0
  let digits = magnitude(value)
    .toString(base)
    .padStart(flags.precision ?? filled, '0')
  if (verb === 'X') digits = digits.toUpperCase()
  return pad(sign + prefixOf(digits, verb, base, flags) + digits, blanks)
}

function prefixOf(digits: string, verb: string, base: number, flags: Flags): string {
  const octal = verb === 'O' ? '0o' : ''
  if (!flags.sharp) return octal
  if (base === 2) return '0b'
  if (base === 8) return octal + (digits.startsWith('0') ? '' : '0')
  return base === 16 ? `0${verb}` : ''
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** What isn't a character, halves of surrogate pairs included, is written as U+FFFD. */
function characterOf(value: bigint): string {
  if (value < 0n || value > LAST_CHARACTER || (value >= 0xd800n && value < 0xe000n)) return REPLACEMENT
  return String.fromCodePoint(Number(value))
}

function formatUnicode(value: bigint, flags: Flags): string {
  const unsigned = BigInt.asUintN(64, value)
  const digits = unsigned
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), '0')
  const character = unsigned <= LAST_CHARACTER ? characterOf(unsigned) : ''
  const shown = flags.sharp && unsigned <= LAST_CHARACTER && isPrintable(character) && !isReplaced(unsigned)
  return pad(`U+${digits}${shown ? ` '${character}'` : ''}`, { ...flags, zero: false })
}

function isReplaced(point: bigint): boolean {
  return point >= 0xd800n && point < 0xe000n
}

/** An integer beyond an int64, by the rules of Go's math/big, which differ: no `%c`, and its own words for a bad verb. */
export function formatBigInteger(value: bigint, verb: string, flags: Flags): string {
  const base = verb === 's' ? 10 : BASES[verb]
  if (base === undefined) return `%!${verb}(big.Int=${value})`
  const sign = value < 0n ? '-' : flags.plus || flags.plusV ? '+' : flags.space ? ' ' : ''
  const sharp = flags.sharp || flags.sharpV
  const prefixes: { readonly [verb: string]: string } = { b: '0b', o: '0', x: '0x', X: '0X' }
  const prefix = verb === 'O' ? '0o' : sharp ? (prefixes[verb] ?? '') : ''
  let digits = magnitude(value)
    .toString(base)
    .padStart(flags.precision ?? 0, '0')
  if (verb === 'X') digits = digits.toUpperCase()
  if (flags.zero && !flags.minus && flags.precision === null) {
    digits = digits.padStart((flags.width ?? 0) - sign.length - prefix.length, '0')
  }
  return pad(sign + prefix + digits, { ...flags, zero: false })
}
