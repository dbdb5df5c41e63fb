import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type ErrorCode, GatewayError } from '../core/errors.ts'
import type { Policy } from '../core/policy.ts'
import { createEngine } from './engine.ts'
import { type Prepared, revive } from './preparation.ts'
import type { Verification } from './signature.ts'

/** A bundle that is ready to judge requests. */
export interface LoadedBundle {
  readonly policy: Policy
  readonly revision: string
  /** Its place in the order of bundles, where it has one. */
  readonly sequence: number | null
}

/** What the thread answers: all that a GatewayError says, or what it prepared. */
export type Answer =
  | { readonly prepared: Prepared; readonly sequence: number | null }
  | { readonly failure: { readonly code: ErrorCode; readonly message: string; readonly fix: string | undefined } }

/** What the thread is given. */
export interface Order {
  readonly archive: Uint8Array
  readonly verification: Verification | null
}

const THREAD = new URL('./prepare-thread.ts', import.meta.url)

/**
 * Reads, verifies and compiles a bundle and loads its data on a thread of its own: requests are served meanwhile.
 * Rejects with ERR_POLICY_BUNDLE for a bundle that can't be used, and with ERR_POLICY_SIGNATURE.
 */
export async function loadPolicy(archive: Buffer, verification: Verification | null): Promise<LoadedBundle> {
  const answer = await onThread({ archive, verification })
  if ('failure' in answer) {
    const { code, message, fix } = answer.failure
    throw new GatewayError(code, message, fix === undefined ? {} : { fix })
  }
  const { prepared, sequence } = answer
  const steps = revive(prepared)
  let step = steps.next()
  while (!step.done) {
    await setImmediate()
    step = steps.next()
  }
  return { policy: createEngine(prepared, step.value), revision: prepared.revision, sequence }
}

function onThread(order: Order): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, { workerData: order })
    thread.once('message', resolve)
    thread.once('error', (cause) => reject(unusable(cause)))
    // Comes last, and changes nothing where an answer came before.
    thread.once('exit', (code) => reject(unusable(new Error(`The thread that loads bundles ended with ${code}.`))))
  })
}

function unusable(cause: Error): GatewayError {
  return new GatewayError('ERR_POLICY_BUNDLE', `The policy bundle can't be loaded: ${cause.message}`, { cause })
}
