import { formatFloat } from '../sprintf/float.ts'

/** Nanoseconds. */
const UNITS: { readonly [unit: string]: bigint } = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}
/** Hours. */
const EXTENDED: { readonly [unit: string]: number } = { d: 24, w: 7 * 24, y: 365 * 24 }
/** Digits and unit, as OPA reads durations with days, weeks or years. */
const SEGMENT = /([\d.]+)(ms|us|\u00b5s|ns|[a-z])/y
const LIMIT = 2n ** 63n

/**
 * A duration in nanoseconds, `1h30m` or `1d12h`; undefined for another text, or beyond an int64. Sources: Go's
 * time.ParseDuration, OPA's v1/topdown/time.go.
 */
export function parseDuration(text: string): bigint | undefined {
  const plain = /[dwy]/.test(text) ? rewrite(text) : text
  return plain === undefined ? undefined : parsePlain(plain)
}

/** Days, weeks and years as hours. */
function rewrite(text: string): string | undefined {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text)!
  if (body === '') return undefined
  let rewritten = sign
  for (let index = 0; index < body.length; index = SEGMENT.lastIndex) {
    SEGMENT.lastIndex = index
    const [segment, digits = '', unit = ''] = SEGMENT.exec(body) ?? []
    if (segment === undefined) return undefined
    const coefficient = EXTENDED[unit]
    const hours = coefficient === undefined ? 0 : numberOf(digits) * coefficient
    if (!Number.isFinite(hours)) return undefined
    rewritten += coefficient === undefined ? segment : `${formatFloat(hours, 'f', -1)}h`
  }
  return rewritten
}

function numberOf(digits: string): number {
  return /^(?:\d+\.?\d*|\.\d+)$/.test(digits) ? Number(digits) : Number.NaN
}

const PART = /(\d*)(?:\.(\d*))?([^.\d]+)/y

function parsePlain(text: string): bigint | undefined {
  const negative = text.startsWith('-')
  const body = text.replace(/^[+-]/, '')
  if (body === '0') return 0n
  if (body === '') return undefined
  let total = 0n
  for (let index = 0; index < body.length; index = PART.lastIndex) {
    PART.lastIndex = index
    const [, whole = '', fraction = '', unit = ''] = PART.exec(body) ?? []
    const nanoseconds = partOf(whole.replace(/^0+(?=\d)/, ''), fraction, UNITS[unit])
    if (nanoseconds === undefined) return undefined
    total += nanoseconds
    if (total > LIMIT) return undefined
  }
  if (negative) return -total
  return total < LIMIT ? total : undefined
}

/** The fraction by doubles, as Go has it. */
function partOf(whole: string, fraction: string, unit: bigint | undefined): bigint | undefined {
  if (unit === undefined || (whole === '' && fraction === '') || whole.length > 19) return undefined
  const value = BigInt(whole === '' ? '0' : whole)
  if (value > LIMIT / unit) return undefined
  const { digits, scale } = leadingFraction(fraction)
  const nanoseconds = value * unit + (digits > 0n ? BigInt(Math.trunc(Number(digits) * (Number(unit) / scale))) : 0n)
  return nanoseconds > LIMIT ? undefined : nanoseconds
}

/** As many digits as an int64 holds; the others are dropped. */
function leadingFraction(fraction: string): { digits: bigint; scale: number } {
  let [digits, scale] = [0n, 1]
  for (const digit of fraction) {
    if (digits > (LIMIT - 1n) / 10n) break
    const next = digits * 10n + BigInt(digit)
    if (next > LIMIT) break
    digits = next
    scale *= 10
  }
  return { digits, scale }
}
