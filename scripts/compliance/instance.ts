import type { Notation } from '../../src/policy/builtins/builtin.ts'
import { decode, encode } from '../../src/policy/builtins/codec.ts'
import { builtins } from '../../src/policy/builtins/index.ts'

/** The exports of a module that are called here. Source: OPA's "WebAssembly" page, "Exports". */
interface Exports {
  builtins(): number
  opa_malloc(bytes: number): number
  opa_heap_ptr_get(): number
  opa_json_dump(value: number): number
  opa_json_parse(text: number, length: number): number
  opa_value_dump(value: number): number
  opa_value_parse(text: number, length: number): number
  opa_eval(
    reserved: number,
    entrypoint: number,
    data: number,
    input: number,
    length: number,
    heap: number,
    format: number,
  ): number
}

/** The format of a result set that keeps sets. */
const REGO = 1
/** Pages of 64 KiB: cases are small. */
const PAGES = { initial: 64, maximum: 4096 }
/** Steps that a case's host builtins may take. */
const BUDGET = 200_000_000

/** A module whose imports go to the host's builtins, without the host's other work: no fuel, no redirections. */
export interface Instance {
  /** The builtins that the module asks of its host. */
  readonly hosted: readonly string[]
  /** The result set as `opa_value_dump` writes it. Throws whatever ends the evaluation. */
  evaluate(data: string, input: string | undefined): string
}

export function instantiate(wasm: Uint8Array): Instance {
  const memory = new WebAssembly.Memory(PAGES)
  const names = new Map<number, string>()
  let exports: Exports
  let left = BUDGET
  const textAt = (address: number): string => {
    const bytes = Buffer.from(memory.buffer)
    return bytes.toString('utf8', address, bytes.indexOf(0, address))
  }
  const put = (text: string): [number, number] => {
    const length = Buffer.byteLength(text)
    const address = exports.opa_malloc(length)
    Buffer.from(memory.buffer).write(text, address)
    return [address, length]
  }
  const dump = (address: number, notation: Notation) =>
    textAt(notation === 'json' ? exports.opa_json_dump(address) : exports.opa_value_dump(address))
  const spend = (units: number) => {
    left -= units
    if (!(left > 0)) throw new Error('The budget is spent.')
  }
  const call = (id: number, _context: number, ...operands: number[]): number => {
    const builtin = builtins.get(names.get(id)!)
    if (builtin === undefined) throw new Error(`${names.get(id)} is not supplied.`)
    const { notation } = builtin
    const result = builtin.call(spend, ...operands.map((address) => decode(dump(address, notation), notation)))
    if (result === undefined) return 0
    const text = put(encode(result, notation))
    return notation === 'json' ? exports.opa_json_parse(...text) : exports.opa_value_parse(...text)
  }
  const abort = (address: number): never => {
    throw new Error(textAt(address))
  }
  const env = {
    memory,
    opa_abort: abort,
    opa_println: () => {},
    opa_builtin0: call,
    opa_builtin1: call,
    opa_builtin2: call,
    opa_builtin3: call,
    opa_builtin4: call,
  }
  exports = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env }).exports as unknown as Exports
  const ids = JSON.parse(textAt(exports.opa_json_dump(exports.builtins()))) as { [name: string]: number }
  for (const [name, id] of Object.entries(ids)) names.set(id, name)
  return {
    hosted: Object.keys(ids),
    evaluate(data, input) {
      const document = exports.opa_json_parse(...put(data))
      const [address, length] = input === undefined ? [0, 0] : put(input)
      return textAt(exports.opa_eval(0, 0, document, address, length, exports.opa_heap_ptr_get(), REGO))
    },
  }
}
