import { isDeepStrictEqual } from 'node:util'
import type { Value } from './builtins/builtin.ts'
import { decode } from './builtins/codec.ts'

/** Exports of a module that make values: OPA's "WebAssembly" page, "Exports". */
export interface ValueExports {
  opa_json_parse(text: number, length: number): number
  opa_malloc(bytes: number): number
}

/** A module's memory, as its host sees it. */
export interface View {
  /** A text that ends with a zero. */
  text(address: number): string
  /** A value of Rego that is no object and no set, nor holds one; else undefined. */
  value(address: number): Value | undefined
  /** Writes bytes at an address. */
  write(bytes: Uint8Array, address: number): void
  /** Puts a text into memory: its address, and its length in bytes. */
  put(text: string): readonly [address: number, length: number]
  /** Addresses of false and of true: values that stay, made before any evaluation. */
  readonly booleans: readonly [isFalse: number, isTrue: number]
}

/** How the runtime tells values apart, by their first byte; interned ones lie in the module itself. Source: OPA, wasm/src/value.h. */
const [NULL, BOOLEAN, NUMBER, STRING, ARRAY, STRING_INTERNED, BOOLEAN_INTERNED] = [1, 2, 3, 4, 5, 8, 9] as const
/** A number that is kept as 64 bits, and not as text. */
const INTEGER = 1

/**
 * Looks at a new instance's memory. Values are read where they lie: printing and parsing them takes several times as
 * long. Throws an Error for a runtime that keeps them otherwise than expected.
 */
export function createView(memory: WebAssembly.Memory, exports: ValueExports): View {
  let bytes = Buffer.from(memory.buffer)
  /** Memory that grows is another buffer, and the old one is empty. */
  const current = (): Buffer => {
    if (bytes.length === 0) bytes = Buffer.from(memory.buffer)
    return bytes
  }
  const put = (text: string): readonly [number, number] => {
    const length = Buffer.byteLength(text)
    const address = exports.opa_malloc(length)
    current().write(text, address)
    return [address, length]
  }
  const parsed = (json: string): number => exports.opa_json_parse(...put(json))
  const view: View = {
    text(address) {
      const bytes = current()
      return bytes.toString('utf8', address, bytes.indexOf(0, address))
    },
    value: (address) => valueAt(current(), address),
    write(written, address) {
      current().set(written, address)
    },
    put,
    booleans: [parsed('false'), parsed('true')],
  }
  const probe: Value = [null, true, false, 7, -1, 2n ** 62n, 'größe', '', [['a'], []]]
  if (!isDeepStrictEqual(view.value(parsed(PROBE)), probe)) throw new Error('It keeps values in an unknown way.')
  return view
}

/** Nanoseconds since the epoch, most often. */
const LONG_INTEGER = /^[1-9]\d{16,}$/

const PROBE = `[null, true, false, 7, -1, ${2n ** 62n}, "größe", "", [["a"], []]]`

function valueAt(bytes: Buffer, address: number): Value | undefined {
  switch (bytes[address]) {
    case STRING:
    case STRING_INTERNED: {
      return stringAt(bytes, bytes.readUInt32LE(address + 8), bytes.readUInt32LE(address + 4))
    }
    case ARRAY:
      return arrayAt(bytes, bytes.readUInt32LE(address + 4), bytes.readUInt32LE(address + 8))
    case NUMBER:
      return numberAt(bytes, address)
    case BOOLEAN:
    case BOOLEAN_INTERNED:
      return bytes[address + 1] === 1
    case NULL:
      return null
    default:
      return undefined
  }
}

/** Calling out of JavaScript takes longer than a short text does. */
const SHORT = 64

function stringAt(bytes: Buffer, start: number, length: number): string {
  if (length > SHORT) return bytes.toString('utf8', start, start + length)
  let text = ''
  for (let at = start; at < start + length; at++) {
    const byte = bytes[at]!
    if (byte > 0x7f) return bytes.toString('utf8', start, start + length)
    text += String.fromCharCode(byte)
  }
  return text
}

/** Each element has two words: its index, and its value. */
function arrayAt(bytes: Buffer, elements: number, length: number): Value[] | undefined {
  const values: Value[] = []
  for (let index = 0; index < length; index++) {
    const value = valueAt(bytes, bytes.readUInt32LE(elements + index * 8 + 4))
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

function numberAt(bytes: Buffer, address: number): Value {
  if (bytes[address + 1] !== INTEGER) {
    const start = bytes.readUInt32LE(address + 8)
    const text = bytes.toString('latin1', start, start + bytes.readUInt32LE(address + 12))
    return LONG_INTEGER.test(text) ? BigInt(text) : decode(text, 'json')
  }
  const number = bytes.readInt32LE(address + 12) * 2 ** 32 + bytes.readUInt32LE(address + 8)
  return Number.isSafeInteger(number) ? number : bytes.readBigInt64LE(address + 8)
}
