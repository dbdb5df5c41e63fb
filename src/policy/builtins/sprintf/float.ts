/** The significant digits of a positive number, `0.digits × 10^point`; none for zero. */
interface Digits {
  readonly digits: string
  readonly point: number
}

/** Verbs of Go's floats: `%b`, and those whose precision means digits. */
export type FloatVerb = 'b' | 'e' | 'E' | 'f' | 'g' | 'G' | 'x' | 'X'

const MANTISSA_BITS = 52

/**
 * A finite double as Go's strconv.FormatFloat writes it, the sign of negatives included. A precision of -1 is as many
 * digits as tell it from its neighbours. Rounds exact halves to even, as Go does and toFixed doesn't.
 */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const size = Math.abs(value)
  if (verb === 'b') return sign + formatBinary(size)
  if (verb === 'x' || verb === 'X') return sign + formatHexadecimal(size, verb, precision)
  return sign + formatDecimal(size, verb, precision)
}

function formatDecimal(size: number, verb: 'e' | 'E' | 'f' | 'g' | 'G', precision: number): string {
  const shortest = precision < 0
  if (verb === 'f') {
    const digits = shortest ? shortestDigits(size) : roundedDigits(size, { fraction: precision })
    return fixed(digits, shortest ? Math.max(digits.digits.length - digits.point, 0) : precision)
  }
  if (verb === 'e' || verb === 'E') {
    const digits = shortest ? shortestDigits(size) : roundedDigits(size, { significant: precision + 1 })
    return exponential(digits, shortest ? Math.max(digits.digits.length - 1, 0) : precision, verb)
  }
  const digits = shortest ? shortestDigits(size) : roundedDigits(size, { significant: Math.max(precision, 1) })
  const count = digits.digits.length
  const wanted = shortest ? count : Math.max(precision, 1)
  const limit = shortest ? 6 : wanted > count && count >= digits.point ? count : wanted
  const exponent = digits.point - 1
  if (exponent < -4 || exponent >= limit)
    return exponential(digits, Math.min(wanted, count) - 1, verb === 'g' ? 'e' : 'E')
  return fixed(digits, Math.max((wanted > digits.point ? count : wanted) - digits.point, 0))
}

/** JavaScript's toExponential gives the shortest digits that Go's does. */
function shortestDigits(size: number): Digits {
  if (size === 0) return { digits: '', point: 0 }
  const [mantissa = '', exponent = '0'] = size.toExponential().split('e')
  return { digits: mantissa.replace('.', '').replace(/0+$/, ''), point: Number(exponent) + 1 }
}

/** Exact, however many digits are wanted: a double is an integer times a power of two. */
function roundedDigits(size: number, wanted: { significant: number } | { fraction: number }): Digits {
  if (size === 0) return { digits: '', point: 0 }
  const { mantissa, exponent } = partsOf(size)
  const [numerator, places] =
    exponent >= 0 ? [mantissa << BigInt(exponent), 0] : [mantissa * 5n ** BigInt(-exponent), -exponent]
  const all = numerator.toString()
  const point = all.length - places
  const keep = 'significant' in wanted ? wanted.significant : point + wanted.fraction
  if (keep >= all.length) return { digits: all.replace(/0+$/, ''), point }
  if (keep < 0) return { digits: '', point: 0 }
  const rest = all.slice(keep)
  const half = /^50*$/.test(rest)
  const odd = keep > 0 && Number(all[keep - 1]) % 2 === 1
  const up = half ? odd : rest[0]! >= '5'
  const kept = (BigInt(`0${all.slice(0, keep)}`) + (up ? 1n : 0n)).toString()
  if (kept === '0') return { digits: '', point: 0 }
  const carried = kept.length - keep
  return { digits: kept.replace(/0+$/, ''), point: point + Math.max(carried, 0) }
}

function fixed({ digits, point }: Digits, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  if (places === 0) return whole
  const fraction = (point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, places)) + digits).slice(0, places)
  return `${whole}.${fraction.padEnd(places, '0')}`
}

function exponential({ digits, point }: Digits, places: number, letter: string): string {
  const exponent = digits === '' ? 0 : point - 1
  const fraction = places > 0 ? `.${digits.slice(1, places + 1).padEnd(places, '0')}` : ''
  return `${digits[0] ?? '0'}${fraction}${letter}${exponentText(exponent)}`
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** A double as `mantissa × 2^exponent`, both integers. */
function partsOf(size: number): { mantissa: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, size)
  const raw = bits.getBigUint64(0)
  const biased = Number(raw >> BigInt(MANTISSA_BITS))
  const fraction = raw & ((1n << BigInt(MANTISSA_BITS)) - 1n)
  const mantissa = biased === 0 ? fraction : fraction | (1n << BigInt(MANTISSA_BITS))
  return { mantissa, exponent: Math.max(biased, 1) - 1023 - MANTISSA_BITS }
}

function formatBinary(size: number): string {
  const { mantissa, exponent } = partsOf(size)
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`
}

/** Go's `0x1.8p+01`: one bit before the point, hexadecimal digits behind it. */
function formatHexadecimal(size: number, verb: 'x' | 'X', precision: number): string {
  let { mantissa, exponent } = partsOf(size)
  exponent = mantissa === 0n ? 0 : exponent + 60
  while (mantissa !== 0n && mantissa < 1n << 60n) {
    mantissa <<= 1n
    exponent -= 1
  }
  if (precision >= 0 && precision < 15) {
    const dropped = 60n - BigInt(precision * 4)
    const rest = mantissa & ((1n << dropped) - 1n)
    mantissa >>= dropped
    const half = 1n << (dropped - 1n)
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n
    mantissa <<= dropped
    if (mantissa >= 1n << 61n) {
      mantissa >>= 1n
      exponent += 1
    }
  }
  const all = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, '0')
  const fraction = precision < 0 ? all.replace(/0+$/, '') : all.padEnd(precision, '0').slice(0, precision)
  const text = `0x${mantissa >> 60n}${fraction === '' ? '' : `.${fraction}`}p${exponentText(exponent)}`
  return verb === 'X' ? text.toUpperCase() : text
}
