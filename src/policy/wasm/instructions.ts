import type { Reader } from './binary.ts'

export const LOOP = 0x03
const LONG = 0xfc

/** How many LEB128 integers follow an instruction; those not listed have none. */
const INTEGERS = new Map<number, number>([
  // block, loop, if: a block type is one signed integer.
  ...[0x02, LOOP, 0x04].map((code) => [code, 1] as const),
  // br, br_if, call; call_indirect
  ...[0x0c, 0x0d, 0x10].map((code) => [code, 1] as const),
  [0x11, 2],
  // local.* and global.*
  ...[0x20, 0x21, 0x22, 0x23, 0x24].map((code) => [code, 1] as const),
  // Loads and stores: alignment and offset.
  ...range(0x28, 0x3e).map((code) => [code, 2] as const),
  // memory.size, memory.grow, i32.const, i64.const
  ...[0x3f, 0x40, 0x41, 0x42].map((code) => [code, 1] as const),
])

/** The same of those that begin with 0xfc: saturating truncations, and the memory's bulk operations. */
const LONG_INTEGERS = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1]

/** Those with no operands: control, parametric, and all that calculates. */
const PLAIN = new Set([0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, ...range(0x45, 0xc4)])

/**
 * Past one instruction; answers its first byte. Throws an Error for what OPA's compiler doesn't emit: a guess would
 * misread all that follows. Source: WebAssembly 2.0, 5.4 "Instructions".
 */
export function skipInstruction(reader: Reader): number {
  const code = reader.byte()
  const integers = INTEGERS.get(code) ?? (code === LONG ? LONG_INTEGERS[reader.u32()] : undefined)
  if (integers !== undefined) {
    for (let index = 0; index < integers; index++) reader.leb()
  } else if (code === 0x0e) {
    for (let labels = reader.u32() + 1; labels > 0; labels--) reader.leb()
  } else if (code === 0x43 || code === 0x44) {
    reader.take(code === 0x43 ? 4 : 8)
  } else if (!PLAIN.has(code)) {
    throw new Error(`The module has an instruction that isn't known here: 0x${code.toString(16)}.`)
  }
  return code
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
