import type { Family, Spend, Value } from '../builtin.ts'
import { isArray } from '../value.ts'
import { type Flags, noFlags } from './flags.ts'
import { type Operand, operandOf } from './operand.ts'
import { formatOperand } from './verb.ts'

/** The largest width, precision or argument number that Go's fmt takes. */
const LARGEST = 1_000_000

/** What the text says next: where it goes on, and which operand is next. */
interface Place {
  index: number
  operand: number
  /** Where the last closing bracket is, or -1: looked for once, however many brackets open. */
  readonly lastClose: number
}

/**
 * Go's fmt.Sprintf over the operands that OPA makes of Rego's values: flags, widths, precisions, `*`, argument indexes and
 * every complaint. Sources: Go's fmt/print.go, OPA's v1/topdown/strings.go.
 */
export function sprintf(spend: Spend, format: string, values: readonly Value[]): string {
  const operands = values.map(operandOf)
  const place: Place = { index: 0, operand: 0, lastClose: format.lastIndexOf(']') }
  let [text, reordered] = ['', false]
  while (place.index < format.length) {
    const percent = format.indexOf('%', place.index)
    text += format.slice(place.index, percent < 0 ? format.length : percent)
    if (percent < 0) break
    place.index = percent + 1
    const read = new Directive(format, operands, place)
    text += read.format(spend)
    reordered ||= read.reordered
  }
  return reordered || place.operand >= operands.length ? text : text + extra(operands.slice(place.operand))
}

function extra(operands: readonly Operand[]): string {
  return `%!(EXTRA ${operands.map((operand) => `${operand.type}=${formatOperand(operand, 'v', noFlags())}`).join(', ')})`
}

/** One percent sign with all that belongs to it. */
class Directive {
  reordered = false
  readonly #format: string
  readonly #operands: readonly Operand[]
  readonly #place: Place
  readonly #flags: Flags = noFlags()
  #indexed = false
  #goodIndex = true
  #complaints = ''

  constructor(format: string, operands: readonly Operand[], place: Place) {
    this.#format = format
    this.#operands = operands
    this.#place = place
  }

  format(spend: Spend): string {
    this.#readFlags()
    this.#readIndex()
    this.#readWidth()
    this.#readPrecision()
    if (!this.#indexed) this.#readIndex()
    spend((this.#flags.width ?? 0) + (this.#flags.precision ?? 0))
    return this.#complaints + this.#verb(spend)
  }

  #next(): string | undefined {
    return this.#format[this.#place.index]
  }

  #readFlags(): void {
    const names: { readonly [flag: string]: 'sharp' | 'zero' | 'plus' | 'minus' | 'space' } = {
      '#': 'sharp',
      '0': 'zero',
      '+': 'plus',
      '-': 'minus',
      ' ': 'space',
    }
    for (let name = names[this.#next() ?? '']; name !== undefined; name = names[this.#next() ?? '']) {
      this.#flags[name] = true
      this.#place.index += 1
    }
  }

  /** `[3]`: the operand by its number, from one on. A bracket that isn't closed counts for itself alone. */
  #readIndex(): void {
    this.#indexed = false
    if (this.#next() !== '[') return
    this.reordered = true
    const closes = this.#place.lastClose > this.#place.index
    const close = closes ? this.#format.indexOf(']', this.#place.index) : -1
    if (close < 0) {
      this.#goodIndex = false
      this.#place.index += 1
      return
    }
    const digits = this.#format.slice(this.#place.index + 1, close)
    const number = /^\d+$/.test(digits) && Number(digits) < LARGEST * 10 ? Number(digits) : undefined
    this.#place.index = close + 1
    this.#indexed = number !== undefined
    if (number === undefined || number < 1 || number > this.#operands.length) this.#goodIndex = false
    else this.#place.operand = number - 1
  }

  #readWidth(): void {
    const flags = this.#flags
    if (this.#next() === '*') {
      this.#place.index += 1
      flags.width = this.#readOperandNumber()
      if (flags.width === null) this.#complaints += '%!(BADWIDTH)'
      if (flags.width !== null && flags.width < 0) {
        flags.width = -flags.width
        flags.minus = true
        flags.zero = false
      }
      this.#indexed = false
      return
    }
    flags.width = this.#readNumber()
    if (this.#indexed && flags.width !== null) this.#goodIndex = false
  }

  #readPrecision(): void {
    if (this.#next() !== '.' || this.#place.index + 1 >= this.#format.length) return
    this.#place.index += 1
    if (this.#indexed) this.#goodIndex = false
    this.#readIndex()
    if (this.#next() !== '*') {
      this.#flags.precision = this.#readNumber() ?? 0
      return
    }
    this.#place.index += 1
    const precision = this.#readOperandNumber()
    this.#flags.precision = precision === null || precision < 0 ? null : precision
    if (this.#flags.precision === null) this.#complaints += '%!(BADPREC)'
    this.#indexed = false
  }

  /** A number beyond all reason ends the format, as it does in Go. */
  #readNumber(): number | null {
    const start = this.#place.index
    let number = 0
    for (let digit = this.#next(); digit !== undefined && digit >= '0' && digit <= '9'; digit = this.#next()) {
      if (number > LARGEST) {
        this.#place.index = this.#format.length
        return null
      }
      number = number * 10 + Number(digit)
      this.#place.index += 1
    }
    return this.#place.index === start ? null : number
  }

  #readOperandNumber(): number | null {
    const operand = this.#operands[this.#place.operand]
    if (operand === undefined) return null
    this.#place.operand += 1
    if (operand.type !== 'int64' || operand.integer > LARGEST || operand.integer < -LARGEST) return null
    return Number(operand.integer)
  }

  #verb(spend: Spend): string {
    const point = this.#format.codePointAt(this.#place.index)
    if (point === undefined) return '%!(NOVERB)'
    const verb = String.fromCodePoint(point)
    this.#place.index += verb.length
    if (verb === '%') return '%'
    if (!this.#goodIndex) return `%!${verb}(BADINDEX)`
    const operand = this.#operands[this.#place.operand]
    if (operand === undefined) return `%!${verb}(MISSING)`
    this.#place.operand += 1
    // One operand may be named again and again.
    if (operand.type === 'string') spend(operand.text.length)
    const flags = this.#flags
    if (verb === 'v' || verb === 'w') {
      ;[flags.sharpV, flags.sharp, flags.plusV, flags.plus] = [flags.sharp, false, flags.plus, false]
    }
    return formatOperand(operand, verb, flags)
  }
}

export const sprintfFamily: Family = {
  sprintf: {
    notation: 'rego',
    call: (spend, format, values) =>
      typeof format === 'string' && isArray(values) ? sprintf(spend, format, values) : undefined,
  },
}
