import type { Family, Value } from './builtin.ts'
import { Numeral } from './numeral.ts'
import { ofStrings } from './operands.ts'

/** Exponents beyond it take longer than an answer is worth. */
const LARGEST_EXPONENT = 4000
const AMOUNT = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i
const LETTERS = 'kmgtpe'

/** An exact fraction. */
interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** The number at the start and the unit behind it. An `e` with digits behind is an exponent. Undefined for a long exponent. */
function cutUnit(text: string): [string, string] | undefined {
  let index = 0
  while (index < text.length && /[\d.+\-eE]/.test(text[index]!)) {
    if (/[eE]/.test(text[index]!)) {
      if (!/[\d+-]/.test(text[index + 1] ?? '')) break
      if (/[+-]/.test(text[index + 1]!)) index += 1
      const digits = /^\d*/.exec(text.slice(index + 1))![0]
      if (digits.length > 6) return undefined
    }
    index += 1
  }
  return [text.slice(0, index), text.slice(index)]
}

function fractionOf(text: string): Fraction | undefined {
  const [, sign, whole, fraction = '', power = '0'] = AMOUNT.exec(text) ?? []
  if (whole === undefined) return undefined
  const exponent = Number(power) - fraction.length
  if (Math.abs(exponent) > LARGEST_EXPONENT || whole.length > LARGEST_EXPONENT)
    throw new Error('units: so large an exponent is not supported.')
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n)
  const scale = 10n ** BigInt(Math.abs(exponent))
  return exponent < 0 ? { numerator: digits, denominator: scale } : { numerator: digits * scale, denominator: 1n }
}

/** `k` is a thousand and `ki` 1024, and so on; undefined for another unit. */
function factorOf(letter: string, binary: boolean): bigint | undefined {
  const power = LETTERS.indexOf(letter) + 1
  if (letter.length !== 1 || power === 0) return undefined
  return binary ? 1024n ** BigInt(power) : 1000n ** BigInt(power)
}

/** Case tells milli from mega, and nothing else. Source: OPA's v1/topdown/parse_units.go. */
function parseUnits(raw: string): Value | undefined {
  const text = raw.replaceAll('"', '')
  const cutText = text.includes(' ') ? undefined : cutUnit(text)
  if (cutText === undefined || cutText[0] === '') return undefined
  const [number, unit] = [cutText[0], cutText[1].slice(0, 1) + lower(cutText[1].slice(1))]
  const factor = unitFactor(unit)
  const amount = factor === undefined ? undefined : fractionOf(number)
  if (factor === undefined || amount === undefined) return undefined
  const numerator = amount.numerator * factor.numerator
  const denominator = amount.denominator * factor.denominator
  return numerator % denominator === 0n ? numerator / denominator : tenDecimals({ numerator, denominator })
}

/** OPA multiplies by the double that is nearest to a thousandth. */
const MILLI: Fraction = { numerator: 1152921504606847n, denominator: 2n ** 60n }

function unitFactor(unit: string): Fraction | undefined {
  if (unit === 'm') return MILLI
  if (unit === '') return { numerator: 1n, denominator: 1n }
  const binary = unit.length === 2 && unit[1] === 'i'
  const numerator = unit.length === 1 || binary ? factorOf(unit[0]!.toLowerCase(), binary) : undefined
  return numerator === undefined || unit.charCodeAt(0) > 0x7f ? undefined : { numerator, denominator: 1n }
}

/** Rounded, halves away from zero. */
function tenDecimals({ numerator, denominator }: Fraction): Numeral {
  const size = abs(numerator)
  const scaled = (size * 10n ** 10n * 2n + denominator) / (denominator * 2n)
  const digits = scaled.toString().padStart(11, '0')
  return new Numeral(`${numerator < 0n ? '-' : ''}${digits.slice(0, -10)}.${digits.slice(-10)}`)
}

/** Go's lower case of a single character is a single character. */
function lower(text: string): string {
  return text.replaceAll('\u0130', 'i').toLowerCase()
}

/** Whole bytes, by numbers of 64 significant bits. Source: OPA's v1/topdown/parse_bytes.go, Go's math/big.Float. */
function parseBytes(raw: string): Value | undefined {
  const text = lower(raw).replaceAll('"', '')
  const cutText = text.includes(' ') ? undefined : cutUnit(text)
  if (cutText === undefined || cutText[0] === '') return undefined
  const unit = /^([kmgtpe])(i?)b?$/.exec(cutText[1])
  const factor = cutText[1] === '' ? 1n : unit === null ? undefined : factorOf(unit[1]!, unit[2] === 'i')
  const amount = factor === undefined ? undefined : fractionOf(cutText[0])
  if (factor === undefined || amount === undefined) return undefined
  if (abs(amount.numerator) * factor * 2n < amount.denominator) return 0
  if (amount.denominator > 10n ** 55n || /e\+?(?:[6-9]\d|\d{3,})/.test(cutText[0])) {
    throw new Error('units.parse_bytes: so large an exponent is not supported.')
  }
  const { numerator, denominator } = rounded(amount)
  const product = rounded({ numerator: numerator * factor, denominator })
  return product.numerator / product.denominator
}

const PRECISION = 64

/** The nearest number of 64 significant bits, halves to even. */
function rounded({ numerator, denominator }: Fraction): Fraction {
  const size = abs(numerator)
  if (size === 0n) return { numerator: 0n, denominator: 1n }
  let shift = size.toString(2).length - denominator.toString(2).length - PRECISION
  if (quotient(size, denominator, shift) >> BigInt(PRECISION) > 0n) shift += 1
  const [top, bottom] = shift > 0 ? [size, denominator << BigInt(shift)] : [size << BigInt(-shift), denominator]
  const [whole, rest] = [top / bottom, (top % bottom) * 2n]
  const up = rest > bottom || (rest === bottom && whole % 2n === 1n)
  const value = (whole + (up ? 1n : 0n)) * (numerator < 0n ? -1n : 1n)
  return shift > 0
    ? { numerator: value << BigInt(shift), denominator: 1n }
    : { numerator: value, denominator: 1n << BigInt(-shift) }
}

function quotient(numerator: bigint, denominator: bigint, shift: number): bigint {
  return shift > 0 ? numerator / (denominator << BigInt(shift)) : (numerator << BigInt(-shift)) / denominator
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** OPA's builtins of quantities with units. */
export const unitsFamily: Family = {
  'units.parse': ofStrings((_, text) => parseUnits(text!)),
  'units.parse_bytes': ofStrings((_, text) => parseBytes(text!)),
}
