import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import type { LoadedPolicy } from '@open-policy-agent/opa-wasm'
import { GatewayError } from '../core/errors.ts'
import type { Policy } from '../core/policy.ts'
import { type Bundle, ENTRYPOINT } from './bundle.ts'
import { encodeInput } from './input.ts'
import { readDecision } from './result.ts'

// Its ES module lacks loadPolicySync, which its types promise.
const { loadPolicySync } = createRequire(import.meta.url)(
  '@open-policy-agent/opa-wasm',
) as typeof import('@open-policy-agent/opa-wasm')

/** The wasm page size, in bytes. */
const PAGE = 64 * 1024
/** What a parsed document takes of the engine's memory, for each byte of its JSON. Measured. */
const EXPANSION = 15
/** Pages that a module needs for itself and a small input. */
const BASE_PAGES = 8
/** Pages that evaluation may add: twice what a push of as many refs as an input can hold was measured to take. */
const GROWTH_PAGES = 2048

/**
 * A policy from a bundle. Throws ERR_POLICY_MISSING if the bundle's module can't be loaded.
 *
 * @example
 * const policy = createEngine(readBundle(await readFile('bundles/default.tar.gz')))
 * policy.decide(input).effect // 'require_approval'
 */
export function createEngine(bundle: Bundle): Policy {
  const { load, first } = prepare(bundle)
  let loaded: LoadedPolicy | undefined = first
  return {
    revision: bundle.revision,
    decide(input) {
      const bytes = encodeInput(input)
      let results: unknown
      try {
        loaded ??= load()
        results = loaded.evaluate(bytes, ENTRYPOINT)
      } catch (cause) {
        // A trap leaves the instance's stack pointer where it was; after enough of them, good inputs fail as well.
        loaded = undefined
        throw new GatewayError('ERR_POLICY_RUNTIME', 'The policy failed on this request, which is refused.', { cause })
      }
      return readDecision(results, {
        id: randomUUID(),
        bundle: bundle.revision,
        operations: input.operations.length,
      })
    },
  }
}

/** Compiles the module once, and answers its first instance with what makes more. */
function prepare(bundle: Bundle): { load: () => LoadedPolicy; first: LoadedPolicy } {
  try {
    const module = new WebAssembly.Module(bundle.wasm)
    // Memory that grows a page at a time makes loading large data superlinear.
    const initial = BASE_PAGES + Math.ceil((JSON.stringify(bundle.data).length * EXPANSION) / PAGE)
    const load = () => {
      const policy = loadPolicySync(module, { initial, maximum: initial + GROWTH_PAGES })
      policy.setData(bundle.data)
      return policy
    }
    const first = load()
    if (!Object.hasOwn(first.entrypoints, ENTRYPOINT)) throw new Error(`The module has no entry point ${ENTRYPOINT}.`)
    return { load, first }
  } catch (cause) {
    throw new GatewayError('ERR_POLICY_MISSING', "The policy bundle's module can't be loaded.", { cause })
  }
}
