import { createRequire } from 'node:module'
import type { LoadedPolicy as Sdk } from '@open-policy-agent/opa-wasm'
import type { Builtin, Notation, Spend, Value } from './builtins/builtin.ts'
import { decode, encode } from './builtins/codec.ts'
import { outOfFuel } from './fuel.ts'
import { createView, type ValueExports, type View } from './memory.ts'
import { FUEL, type Redirection } from './wasm/instrument.ts'

// Its ES module doesn't export the class, and its types don't say what it holds.
const { LoadedPolicy } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  LoadedPolicy: new (instance: WebAssembly.Instance, memory: WebAssembly.Memory, minorVersion: number) => State
}

/** The SDK's instance, with the addresses that it keeps. */
interface State extends Sdk {
  readonly entrypoints: { readonly [path: string]: number }
  dataAddr: number
  baseHeapPtr: number
  dataHeapPtr: number
}

/** A module's functions that OPA's "WebAssembly" page lists under "Exports", as far as they are called here. */
interface Exports extends ValueExports {
  readonly [FUEL]: WebAssembly.Global
  readonly opa_wasm_abi_version: WebAssembly.Global
  readonly opa_wasm_abi_minor_version: WebAssembly.Global
  builtins(): number
  opa_json_dump(value: number): number
  opa_value_dump(value: number): number
  opa_value_parse(text: number, length: number): number
  opa_eval(
    reserved: number,
    entrypoint: number,
    data: number,
    input: number,
    inputLength: number,
    heap: number,
    format: number,
  ): number
}

/** Pages of 64 KiB. */
export interface Pages {
  readonly initial: number
  readonly maximum: number
}

/** A module that is ready to be asked, with the memory that it works in. */
export interface Instance {
  readonly state: State
  readonly memory: WebAssembly.Memory
  readonly view: View
  readonly exports: Exports
}

/**
 * The module's own functions that the host does instead. RE2 inside the module compiles each pattern anew in every
 * evaluation, which takes longer than all the rest of it; the others answer otherwise than OPA's own evaluator.
 */
const REDIRECTED = [
  ['opa_regex_match', 'regex.match', 2],
  ['opa_glob_match', 'glob.match', 3],
  ['opa_regex_find_all_string_submatch', 'regex.find_all_string_submatch_n', 3],
  ['opa_regex_is_valid', 'regex.is_valid', 1],
  ['opa_json_is_valid', 'json.is_valid', 1],
  ['opa_json_unmarshal', 'json.unmarshal', 1],
  ['opa_json_marshal', 'json.marshal', 1],
  ['opa_base64_is_valid', 'base64.is_valid', 1],
  ['opa_cidr_contains', 'net.cidr_contains', 2],
  ['opa_cidr_intersects', 'net.cidr_intersects', 2],
] as const

/** Ids that no module uses for what it calls by itself. */
const FIRST_ID = 2 ** 30

export const redirections: readonly Redirection[] = REDIRECTED.map(([name, , parameters], index) => ({
  name,
  parameters,
  id: FIRST_ID + index,
}))

/** What a call of a built-in function costs, and what it costs for each byte of its operands besides. Measured. */
const PRICES: readonly (readonly [names: RegExp, call: number, byte: number])[] = [
  [/^(time|units|crypto)\./, 2_000, 3],
  [/^semver\./, 500, 10],
  [/^json\./, 500, 20],
  [/./, 300, 1],
]

/** What a built-in function is given, and how much it is: about one a byte. */
interface Operand {
  readonly value: Value
  readonly size: number
}

interface Priced extends Builtin {
  readonly prices: (typeof PRICES)[number]
}

function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length
  return Array.isArray(value) ? value.reduce<number>((sum, member) => sum + 8 + sizeOf(member), 8) : 8
}

/**
 * Instantiates an instrumented module. Throws an Error for another ABI than OPA's first, and for a module that calls a
 * built-in function that is not in `builtins`: it would fail at the first request that reaches it.
 */
export function instantiate(
  module: WebAssembly.Module,
  pages: Pages,
  builtins: ReadonlyMap<string, Builtin>,
): Instance {
  const memory = new WebAssembly.Memory(pages)
  const called = new Map<number, Priced>()
  let exports: Exports
  let view: View
  let state: State | undefined
  const spend: Spend = (units) => {
    const fuel = exports[FUEL]
    const left = fuel.value - units
    fuel.value = Math.max(left, 0)
    if (!(left > 0)) throw outOfFuel()
  }
  // What lies below the heap of evaluations is never written again: the patterns that rules match by, for the most part.
  const kept = { json: new Map<number, Operand>(), rego: new Map<number, Operand>() }
  const read = (address: number, notation: Notation): Operand => {
    const stays = state !== undefined && address < state.dataHeapPtr
    let operand = stays ? kept[notation].get(address) : undefined
    if (operand === undefined) {
      const value = view.value(address)
      operand = value === undefined ? printed(address, notation) : { value, size: sizeOf(value) }
      if (stays) kept[notation].set(address, operand)
    }
    return operand
  }
  const printed = (address: number, notation: Notation): Operand => {
    const text = view.text((notation === 'json' ? exports.opa_json_dump : exports.opa_value_dump)(address))
    return { value: decode(text, notation), size: text.length }
  }
  const call = (id: number, _context: number, ...addresses: number[]): number => {
    const { notation, call, prices } = called.get(id)!
    const operands = addresses.map((address) => read(address, notation))
    // Whatever a function does, it does with all of its operands.
    spend(prices[1] + prices[2] * operands.reduce((sum, { size }) => sum + size, 0))
    const result = call(spend, ...operands.map(({ value }) => value))
    if (result === undefined) return 0
    if (typeof result === 'boolean') return view.booleans[result ? 1 : 0]
    const text = encode(result, notation)
    spend(text.length)
    const address = (notation === 'json' ? exports.opa_json_parse : exports.opa_value_parse)(...view.put(text))
    if (address === 0) throw new Error('The module does not read what a built-in function answered.')
    return address
  }
  const abort = (address: number): never => {
    throw new Error(view.text(address))
  }
  const instance = new WebAssembly.Instance(module, {
    env: {
      memory,
      opa_abort: abort,
      // `print` is erased when a policy is built.
      opa_println: abort,
      opa_builtin0: call,
      opa_builtin1: call,
      opa_builtin2: call,
      opa_builtin3: call,
      opa_builtin4: call,
    },
  })
  exports = instance.exports as unknown as Exports
  if (exports.opa_wasm_abi_version?.value !== 1 || !(exports.opa_wasm_abi_minor_version?.value >= 2)) {
    throw new Error('The module has another ABI than OPA’s version 1.2.')
  }
  view = createView(memory, exports)
  const named = JSON.parse(view.text(exports.opa_json_dump(exports.builtins()))) as { [name: string]: number }
  for (const [name, id] of Object.entries(named)) called.set(id, builtinOf(builtins, name))
  REDIRECTED.forEach(([, name], index) => {
    called.set(FIRST_ID + index, builtinOf(builtins, name))
  })
  state = new LoadedPolicy(instance, memory, exports.opa_wasm_abi_minor_version.value)
  return { state, memory, view, exports }
}

/** What an entry point answers about an input: OPA's result set. Throws whatever ends the evaluation. */
export function evaluate(instance: Instance, entrypoint: number, input: Uint8Array, fuel: number): unknown {
  const { state, memory, view, exports } = instance
  const { dataAddr, dataHeapPtr } = state
  const missing = dataHeapPtr + input.length - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / 65_536))
  view.write(input, dataHeapPtr)
  exports[FUEL].value = fuel
  const heap = dataHeapPtr + input.length
  return JSON.parse(view.text(exports.opa_eval(0, entrypoint, dataAddr, dataHeapPtr, input.length, heap, 0)))
}

function builtinOf(builtins: ReadonlyMap<string, Builtin>, name: string): Priced {
  const builtin = builtins.get(name)
  if (builtin === undefined) throw new Error(`It calls ${name}, which is not supplied here.`)
  return { notation: builtin.notation, call: builtin.call, prices: PRICES.find(([names]) => names.test(name))! }
}
