import { randomUUID } from 'node:crypto'
import { GatewayError } from '../core/errors.ts'
import type { Input } from '../core/input.ts'
import type { Policy } from '../core/policy.ts'
import { ENTRYPOINT } from './bundle.ts'
import { fuelFor, outOfFuel } from './fuel.ts'
import { evaluate, type Instance } from './host.ts'
import { encodeInput, INPUT_LIMIT } from './input.ts'
import { finished, type Prepared, revive } from './preparation.ts'
import { readDecision } from './result.ts'
import { FUEL } from './wasm/instrument.ts'

/**
 * A policy from what was prepared, and from an instance of it where there is one already. Throws ERR_POLICY_BUNDLE
 * where the module doesn't answer {@link ENTRYPOINT}.
 *
 * @example
 * const policy = createEngine(prepare(readBundle(await readFile('bundles/default.tar.gz'))))
 * policy.decide(input).effect // 'require_approval'
 */
export function createEngine(prepared: Prepared, revived: Instance = finished(revive(prepared))): Policy {
  const { revision, detectors } = prepared
  const { entrypoints } = revived.state
  const everything = entrypoints[ENTRYPOINT]
  if (everything === undefined) {
    throw new GatewayError('ERR_POLICY_BUNDLE', `The policy bundle's module has no entry point ${ENTRYPOINT}.`, {
      fix: 'Build it with: sallyport policy build',
    })
  }
  let instance: Instance | undefined = revived
  let next: Generator<void, Instance> | undefined
  /** Makes the next instance a step at a time, while requests are served: large data takes long to copy. */
  const advance = (): void => {
    const step = next?.next()
    if (step?.done) [instance, next] = [instance ?? step.value, undefined]
    else if (step !== undefined) setImmediate(advance)
  }
  const answer = (entrypoint: number, bytes: Buffer): unknown => {
    const current = instance ?? finished(next ?? revive(prepared))
    next = undefined
    // Until the evaluation has come to its end: a trap leaves the instance's stack pointer where it was, and after
    // enough of them, good inputs fail as well.
    instance = undefined
    let results: unknown
    try {
      results = evaluate(current, entrypoint, bytes, fuelFor(bytes.length))
    } catch (cause) {
      next = revive(prepared)
      setImmediate(advance)
      throw failure(cause, current)
    }
    instance = current
    return results
  }
  return {
    revision,
    detectors,
    decide(input) {
      const results = answer(entrypoints[entrypointOf(input)] ?? everything, encodeInput(input))
      return readDecision(results, { id: randomUUID(), bundle: revision, operations: input.operations.length })
    },
    ask(path, input) {
      const entrypoint = entrypoints[path]
      if (entrypoint === undefined) return undefined
      const bytes = Buffer.from(JSON.stringify(input))
      if (bytes.length > LONGEST) {
        throw new GatewayError('ERR_POLICY_INPUT', `Policies are asked about at most ${LONGEST} bytes.`)
      }
      const [first] = answer(entrypoint, bytes) as { readonly result: unknown }[]
      return first?.result
    },
  }
}

/** Bytes of what is asked beside decisions: an input, and what is said about it. */
const LONGEST = 2 * INPUT_LIMIT

/** The entry point that `sallyport policy build` adds for a protocol: the same decision, of fewer rules. */
function entrypointOf({ connection }: Input): string {
  return `sallyport/protocols/${connection.protocol}/decision`
}

function failure(cause: unknown, { exports, memory }: Instance): GatewayError {
  if (cause instanceof GatewayError) return cause
  if (exports[FUEL].value === 0) return outOfFuel(cause)
  if (cause instanceof RangeError || /opa_malloc: failed/.test(String(cause))) {
    const mebibytes = Math.round(memory.buffer.byteLength / 1024 ** 2)
    return new GatewayError(
      'ERR_POLICY_MEMORY',
      `The policy needed more than the ${mebibytes} MiB of memory that it has, and the request is refused.`,
      { fix: 'Send less in one request; or have the rule mended that takes so much.', cause },
    )
  }
  return new GatewayError('ERR_POLICY_RUNTIME', 'The policy failed on this request, which is refused.', { cause })
}
