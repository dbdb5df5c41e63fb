import type { CustomDetector } from '../core/detector.ts'
import { GatewayError } from '../core/errors.ts'
import { builtins } from './builtins/index.ts'
import type { Bundle } from './bundle.ts'
import { detectorsIn } from './detectors.ts'
import { type Instance, instantiate, type Pages, redirections } from './host.ts'
import { instrument } from './wasm/instrument.ts'

/** The wasm page size, in bytes. */
const PAGE = 64 * 1024
/** What a parsed document takes of the module's memory, for each byte of its JSON. Measured. */
const EXPANSION = 15
/** Pages that a module needs for itself and a small input. */
const BASE_PAGES = 16
/** Pages that evaluation may add: twice what a push of as many refs as an input can hold was measured to take. */
const GROWTH_PAGES = 1024
/** The longest data.json, in bytes: it takes 480 MiB of memory once it's loaded. */
export const DATA_LIMIT = 32 * 1024 ** 2

/** A compiled policy with its data loaded, as plain values that another thread can take over. */
export interface Prepared {
  readonly revision: string
  readonly detectors: readonly CustomDetector[]
  readonly module: WebAssembly.Module
  readonly pages: Pages
  /** The module's memory from its start, as far as it is used. */
  readonly memory: Uint8Array
  readonly addresses: { readonly data: number; readonly heap: number; readonly base: number }
}

/** All about a bundle that takes time. Throws ERR_POLICY_BUNDLE. */
export function prepare({ revision, wasm, data }: Bundle): Prepared {
  if (data.length > DATA_LIMIT) {
    throw new GatewayError(
      'ERR_POLICY_BUNDLE',
      `The policy bundle's data.json has ${data.length} bytes, and at most ${DATA_LIMIT} are loaded.`,
      { fix: 'Keep in data.json what the rules read, and no more.' },
    )
  }
  const detectors = detectorsIn(data)
  // Memory that grows a page at a time makes loading large data superlinear.
  const initial = BASE_PAGES + Math.ceil((data.length * EXPANSION) / PAGE)
  const pages = { initial, maximum: initial + GROWTH_PAGES }
  try {
    const module = new WebAssembly.Module(instrument(wasm, redirections))
    const { state, memory } = instantiate(module, pages, builtins)
    state.setData(new Uint8Array(data).buffer)
    return {
      revision,
      detectors,
      module,
      pages: { ...pages, initial: memory.buffer.byteLength / PAGE },
      memory: new Uint8Array(memory.buffer.slice(0, state.dataHeapPtr)),
      addresses: { data: state.dataAddr, heap: state.dataHeapPtr, base: state.baseHeapPtr },
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new GatewayError('ERR_POLICY_BUNDLE', `The policy bundle's module can't be loaded: ${why}`, {
      fix: 'Build it with: sallyport policy build',
      cause,
    })
  }
}

/** What is copied at a time, in bytes: requests are served in between. */
const SLICE = 4 * 1024 ** 2

/** A working instance, made in steps that each take a few milliseconds at most: iterate to its end for the instance. */
export function* revive({ module, pages, memory, addresses }: Prepared): Generator<void, Instance> {
  const instance = instantiate(module, pages, builtins)
  yield
  for (let at = 0; at < memory.length; at += SLICE) {
    new Uint8Array(instance.memory.buffer).set(memory.subarray(at, at + SLICE), at)
    yield
  }
  instance.state.dataAddr = addresses.data
  instance.state.baseHeapPtr = addresses.base
  instance.state.dataHeapPtr = addresses.heap
  return instance
}

/** Takes all steps at once. */
export function finished<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
