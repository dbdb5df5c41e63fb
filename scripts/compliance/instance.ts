import type { Builtin } from '../../src/policy/builtins/builtin.ts'
import { builtins } from '../../src/policy/builtins/index.ts'
import { instantiate as host, redirections } from '../../src/policy/host.ts'
import { FUEL, instrument } from '../../src/policy/wasm/instrument.ts'

/** The format of a result set that keeps sets. */
const REGO = 1
/** Pages of 64 KiB: cases are small. */
const PAGES = { initial: 64, maximum: 4096 }
/** What a case may spend. */
const ENOUGH = 200_000_000

/** A module as the gateway runs it, asked by the cases. */
export interface Instance {
  /** The builtins that the module asks of its host. */
  readonly hosted: readonly string[]
  /** The result set as `opa_value_dump` writes it. Throws whatever ends the evaluation. */
  evaluate(data: string, input: string | undefined): string
}

export function instantiate(wasm: Buffer): Instance {
  const hosted: string[] = []
  const known = {
    get(name: string): Builtin {
      hosted.push(name)
      return builtins.get(name) ?? missing(name)
    },
  } as ReadonlyMap<string, Builtin>
  const { state, view, exports } = host(new WebAssembly.Module(instrument(wasm, redirections)), PAGES, known)
  return {
    hosted,
    evaluate(data, input = '') {
      state.setData(new TextEncoder().encode(data).buffer)
      const bytes = Buffer.from(input)
      const { dataAddr, dataHeapPtr } = state
      view.write(bytes, dataHeapPtr)
      exports[FUEL].value = ENOUGH
      const heap = dataHeapPtr + bytes.length
      return view.text(exports.opa_eval(0, 0, dataAddr, dataHeapPtr, bytes.length, heap, REGO))
    },
  }
}

function missing(name: string): Builtin {
  return {
    notation: 'json',
    call() {
      throw new Error(`${name} is not supplied.`)
    },
  }
}
