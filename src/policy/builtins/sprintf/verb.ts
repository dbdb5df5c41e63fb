import { canBackquote, quote } from '../quote.ts'
import { type Flags, pad } from './flags.ts'
import { type FloatVerb, formatFloat } from './float.ts'
import { formatBigInteger, formatInteger } from './integer.ts'
import type { Operand } from './operand.ts'

/**
 * One operand by one verb, as Go's fmt.Sprintf writes it, its complaints (`%!d(string=x)`) included. Throws an Error for
 * what tells of Go's memory: `%p` and `%w` of an integer beyond an int64.
 */
export function formatOperand(operand: Operand, verb: string, flags: Flags): string {
  if (verb === 'T') return pad(truncate(operand.type, flags.precision), flags)
  if (operand.type === '*big.Int') {
    if (verb === 'p' || verb === 'w') throw new Error(`sprintf: %${verb} of so large an integer is not supported.`)
    return formatBigInteger(operand.integer, verb, flags)
  }
  return formatted(operand, verb, flags) ?? `%!${verb}(${operand.type}=${formatted(operand, 'v', flags)})`
}

function formatted(operand: Exclude<Operand, { type: '*big.Int' }>, verb: string, flags: Flags): string | null {
  if (operand.type === 'int64') return formatInteger(operand.integer, verb, flags)
  return operand.type === 'string' ? formatText(operand.text, verb, flags) : formatDouble(operand.double, verb, flags)
}

function formatText(text: string, verb: string, flags: Flags): string | null {
  switch (verb) {
    case 's':
      return pad(truncate(text, flags.precision), flags)
    case 'v':
      return flags.sharpV ? quoted(text, flags) : pad(truncate(text, flags.precision), flags)
    case 'q':
      return quoted(text, flags)
    case 'x':
      return hexadecimal(text, flags)
    case 'X':
      return hexadecimal(text, flags).toUpperCase()
    default:
      return null
  }
}

function truncate(text: string, precision: number | null): string {
  if (precision === null || precision >= text.length) return text
  return [...text].slice(0, precision).join('')
}

function quoted(text: string, flags: Flags): string {
  const kept = truncate(text, flags.precision)
  if (flags.sharp && canBackquote(kept)) return pad(`\`${kept}\``, flags)
  return pad(quote(kept, { ascii: flags.plus }), flags)
}

/** By bytes of UTF-8; `precision` counts bytes here. */
function hexadecimal(text: string, flags: Flags): string {
  const bytes = Buffer.from(text)
  const kept = bytes.subarray(0, flags.precision ?? bytes.length).toString('hex')
  if (kept === '') return pad('', flags)
  const prefix = flags.sharp ? '0x' : ''
  const separated = flags.space ? kept.replace(/..(?=.)/g, `$& ${prefix}`) : kept
  return pad(prefix + separated, flags)
}

const FLOAT_VERBS: { readonly [verb: string]: { readonly verb: FloatVerb; readonly precision: number } } = {
  v: { verb: 'g', precision: -1 },
  b: { verb: 'b', precision: -1 },
  g: { verb: 'g', precision: -1 },
  G: { verb: 'G', precision: -1 },
  x: { verb: 'x', precision: -1 },
  X: { verb: 'X', precision: -1 },
  f: { verb: 'f', precision: 6 },
  F: { verb: 'f', precision: 6 },
  e: { verb: 'e', precision: 6 },
  E: { verb: 'E', precision: 6 },
}

function formatDouble(double: number, verb: string, flags: Flags): string | null {
  const form = FLOAT_VERBS[verb]
  if (form === undefined) return null
  const precision = flags.precision ?? form.precision
  const text = formatFloat(double, form.verb, precision)
  const negative = text.startsWith('-')
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  const size = negative ? text.slice(1) : text
  const number = flags.sharp && form.verb !== 'b' ? withPoint(size, verb, precision) : size
  // Zeros go between the sign and the digits; only a sign makes the difference.
  if (sign !== '' && flags.zero && !flags.minus && flags.width !== null) {
    return sign + number.padStart(flags.width - 1, '0')
  }
  return pad(sign + number, flags)
}

/** `%#g` keeps the point, and zeros up to the precision. */
function withPoint(number: string, verb: string, precision: number): string {
  const hexadecimal = verb === 'x' || verb === 'X'
  const tailAt = number.search(hexadecimal ? /[pP]/ : /[eE]/)
  const [head, tail] = tailAt < 0 ? [number, ''] : [number.slice(0, tailAt), number.slice(tailAt)]
  const counted = ['v', 'g', 'G', 'x'].includes(verb) ? (precision === -1 ? 6 : precision) : 0
  const significant = head.replace(/^[0.]*/, '').replace('.', '').length
  const missing = counted - significant - (head === '0' ? 1 : 0)
  const pointed = head.includes('.') ? head : `${head}.`
  return pointed + '0'.repeat(Math.max(missing, 0)) + tail
}
