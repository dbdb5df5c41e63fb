import type { Notation, Value } from './builtin.ts'
import { isNumeric, numericOf, textOf } from './numeral.ts'

/** Whether some number of a text may be more than a double says: sixteen digits, a fraction or an exponent. */
const DELICATE = /\.\d|\d(?:\d{15}|[.eE])/
/** Rego writes `.5`, too, and the module keeps it so. */
const NUMBER = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const SPACE = /[ \t\r\n]*/y

/**
 * What the module dumped, as a value: see {@link Value} for its numbers, sets and objects. Throws an Error for text that
 * isn't of the notation.
 *
 * @example
 * decode('{"a", 9007199254740993}', 'rego') // new Set(['a', 9007199254740993n])
 */
export function decode(text: string, notation: Notation): Value {
  if (text.charCodeAt(0) === QUOTE) return JSON.parse(text) as string
  const plain = notation === 'json' || !(text.includes('{') || text.includes('set('))
  if (plain && !DELICATE.test(text)) return JSON.parse(text) as Value
  return new Reader(text, notation).document()
}

/**
 * A value as text that the module parses. Throws an Error for what Rego has no value for: NaN, infinities, integers
 * beyond ±2^53 that aren't bigint, and strings that aren't well-formed Unicode.
 */
export function encode(value: Value, notation: Notation): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new Error('A string with half a surrogate pair is not supported.')
    return JSON.stringify(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (isNumeric(value)) return textOf(value).replace(/^(-?)\./, '$10.')
  const inner = (member: Value) => encode(member, notation)
  if (Array.isArray(value)) return `[${value.map(inner).join()}]`
  if (value instanceof Set) {
    const members = [...value].map(inner).join()
    if (notation === 'json') return `[${members}]`
    return members === '' ? 'set()' : `{${members}}`
  }
  const entries: Iterable<[Value, Value]> = value instanceof Map ? value : Object.entries(value)
  return `{${[...entries].map(([key, member]) => `${keyText(key, notation)}:${inner(member)}`).join()}}`
}

function keyText(key: Value, notation: Notation): string {
  const text = encode(key, notation)
  return notation === 'rego' || typeof key === 'string' ? text : JSON.stringify(text)
}

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c]

/** Reads what JSON.parse can't: sets, keys of any kind, and the exact text of numbers. */
class Reader {
  readonly #text: string
  readonly #notation: Notation
  #at = 0

  constructor(text: string, notation: Notation) {
    this.#text = text
    this.#notation = notation
  }

  document(): Value {
    const value = this.#value()
    this.#skip()
    if (this.#at < this.#text.length) throw this.#fault()
    return value
  }

  #value(): Value {
    this.#skip()
    switch (this.#text[this.#at]) {
      case '"':
        return this.#string()
      case '[':
        return this.#array()
      case '{':
        return this.#notation === 'rego' ? this.#collection() : Object.fromEntries(this.#entries())
      case 'n':
        return this.#word('null', null)
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 's':
        return this.#word('set()', new Set())
      default:
        return this.#number()
    }
  }

  #string(): string {
    const start = this.#at
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit === BACKSLASH) this.#at += 1
      else if (unit === QUOTE) {
        this.#at += 1
        return JSON.parse(this.#text.slice(start, this.#at)) as string
      }
    }
    throw this.#fault()
  }

  #number(): Value {
    NUMBER.lastIndex = this.#at
    const found = NUMBER.exec(this.#text)
    if (found === null) throw this.#fault()
    this.#at = NUMBER.lastIndex
    return numericOf(found[0])
  }

  #word<T extends Value>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#fault()
    this.#at += word.length
    return value
  }

  #array(): Value[] {
    const members: Value[] = []
    this.#at += 1
    if (this.#ends(']')) return members
    do members.push(this.#value())
    while (this.#takes(COMMA))
    this.#close(']')
    return members
  }

  #entries(): [string, Value][] {
    const entries: [string, Value][] = []
    this.#at += 1
    if (this.#ends('}')) return entries
    do {
      const key = this.#value()
      if (typeof key !== 'string' || !this.#takes(COLON)) throw this.#fault()
      entries.push([key, this.#value()])
    } while (this.#takes(COMMA))
    this.#close('}')
    return entries
  }

  /** Braces hold an object if a colon follows the first member, and a set if not. */
  #collection(): Value {
    this.#at += 1
    if (this.#ends('}')) return new Map()
    const first = this.#value()
    if (!this.#takes(COLON)) {
      const members = new Set([first])
      while (this.#takes(COMMA)) members.add(this.#value())
      this.#close('}')
      return members
    }
    const entries = new Map([[first, this.#value()]])
    while (this.#takes(COMMA)) {
      const key = this.#value()
      if (!this.#takes(COLON)) throw this.#fault()
      entries.set(key, this.#value())
    }
    this.#close('}')
    return entries
  }

  #skip(): void {
    SPACE.lastIndex = this.#at
    SPACE.exec(this.#text)
    this.#at = SPACE.lastIndex
  }

  #takes(unit: number): boolean {
    this.#skip()
    if (this.#text.charCodeAt(this.#at) !== unit) return false
    this.#at += 1
    return true
  }

  #ends(close: string): boolean {
    return this.#takes(close.charCodeAt(0))
  }

  #close(close: string): void {
    if (!this.#ends(close)) throw this.#fault()
  }

  #fault(): Error {
    return new Error(`The value can't be read at character ${this.#at}.`)
  }
}
