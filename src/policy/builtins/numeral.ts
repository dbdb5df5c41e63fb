/** A number by its text, as OPA keeps all of them: `1.0`, `1e3` and `1` are equal, and print differently. */
export class Numeral {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What a number is to the host. */
export type Numeric = number | bigint | Numeral

/** The exponent that an exact answer goes to: beyond it a number of Rego is text that grows to gigabytes. */
const LARGEST_EXPONENT = 10_000
const DECIMAL = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n }

/** The value of a JSON number's text, as the plainest of the three that gives the text back. */
export function numericOf(text: string): Numeric {
  const value = Number(text)
  if (String(value) === text && (!Number.isInteger(value) || Number.isSafeInteger(value) || text.includes('e'))) {
    return value
  }
  return /^-?[1-9]\d*$/.test(text) ? BigInt(text) : new Numeral(text)
}

/** A number's text. Throws for NaN, infinities, and integers beyond ±2^53 that aren't bigint: they may be rounded. */
export function textOf(value: Numeric): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'number') return value.text
  const text = String(value)
  if (!Number.isFinite(value)) throw new Error(`${text} is not a number of Rego.`)
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && !text.includes('e')) {
    throw new Error(`${text} may be rounded: an integer beyond 2^53 is a bigint.`)
  }
  return Object.is(value, -0) ? '-0' : text
}

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Numeral
}

/** A decimal's exact value is `digits × 10^exponent`; zero has the exponent 0. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

function decimalOf(text: string): Decimal {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  if (whole.length + fraction.length > LARGEST_EXPONENT || Math.abs(Number(exponent)) > LARGEST_EXPONENT) {
    throw new Error(`A number with more than ${LARGEST_EXPONENT} digits is not supported.`)
  }
  const kept = withoutZeros(whole + fraction)
  const digits = BigInt(`${sign}${kept === '' ? '0' : kept}`)
  const dropped = whole.length + fraction.length - kept.length
  return { digits, exponent: digits === 0n ? 0 : Number(exponent) - fraction.length + dropped }
}

/** Less than, equal to or greater than 0 as `one` is to `other`, exactly. */
export function compareNumeric(one: Numeric, other: Numeric): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  const [first, second] = [decimalOf(textOf(one)), decimalOf(textOf(other))]
  const least = Math.min(first.exponent, second.exponent)
  const difference = scaled(first, least) - scaled(second, least)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** Without the zeros at the end; a regular expression would look at each run of them again from each of its zeros. */
function withoutZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end -= 1
  return digits.slice(0, end)
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to)
}

/** A text that two numbers share exactly if they are equal. */
export function canonicalNumber(value: Numeric): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value)
  const { digits, exponent } = decimalOf(textOf(value))
  if (exponent === 0) return digits.toString()
  return exponent > 0 && exponent < 30 ? (digits * 10n ** BigInt(exponent)).toString() : `${digits}e${exponent}`
}

/** The integer that a number is exactly, however it is written; undefined for a fraction. */
export function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (!isNumeric(value)) return undefined
  const { digits, exponent } = decimalOf(textOf(value))
  return exponent < 0 ? undefined : digits * 10n ** BigInt(exponent)
}

/**
 * What OPA takes for an int64 operand: digits, with at most a fraction of zeros, within nineteen characters. An exponent
 * is none, even where the number is an integer.
 */
export function int64Of(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  if (typeof value === 'bigint') return value >= INT64.least && value <= INT64.most ? value : undefined
  if (!(value instanceof Numeral) || value.text.replace('-', '').length > 19) return undefined
  const [, sign = '', whole] = /^(-?)(\d*)\.?0*$/.exec(value.text) ?? []
  return whole === undefined ? undefined : int64Of(BigInt(`${sign}${whole || '0'}`))
}

/** The nearest double, as OPA has it for a float; undefined beyond its range. */
export function doubleOf(value: Numeric): number | undefined {
  const double = Number(textOf(value))
  return Number.isFinite(double) ? double : undefined
}
