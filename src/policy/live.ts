import { hash } from 'node:crypto'
import type { CustomDetector } from '../core/detector.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { BundleName, Policy, PolicyStore } from '../core/policy.ts'
import type { Clock } from '../core/ports.ts'
import type { LoadedBundle } from './prepare.ts'
import type { Verification } from './signature.ts'

export interface LiveOptions {
  readonly load: (archive: Buffer, verification: Verification | null) => Promise<LoadedBundle>
  /** How bundles are verified now: keys may change. */
  readonly verification: () => Promise<Verification | null>
  readonly store: PolicyStore
  readonly now: Clock
  readonly observer: LiveObserver
}

export interface LiveObserver {
  activated(bundle: BundleName & { readonly at: number }): void
  /** The bundle was not put in force; what was stays. */
  refused(error: GatewayError): void
}

/** The policy that is in force, whichever bundle that is at the moment. */
export interface Live extends Policy {
  /** What is in force and since when (milliseconds since the epoch); null before the first activation. */
  readonly current: (BundleName & { readonly activatedAt: number }) | null
  /**
   * Puts a bundle (a `.tar.gz`) in force, after those that came before it; false where it is so already. Rejects with
   * ERR_POLICY_BUNDLE, _SIGNATURE or _ROLLBACK where it is refused, and with any other error where that can't be told
   * now; what is in force then stays.
   */
  activate(archive: Buffer): Promise<boolean>
}

interface InForce {
  readonly bundle: LoadedBundle
  readonly digest: string
  readonly activatedAt: number
}

/** A policy that changes under way. Each decision is one synchronous call, so that no change falls into it. */
export function createLive({ load, verification, store, now, observer }: LiveOptions): Live {
  let inForce: InForce | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let refusedLast = ''

  const refuse = async (error: GatewayError, digest: string, bundle: Partial<BundleName>): Promise<void> => {
    observer.refused(error)
    // A source goes on offering what was refused, which is on record once. What may yet be accepted isn't.
    const refusal = `${digest} ${error.code} ${error.message}`
    if (!REFUSALS.has(error.code) || refusal === refusedLast) return
    refusedLast = refusal
    await store.refuse(bundle, `${error.code}: ${error.message}`, now()).catch(() => {
      // Whoever offered it is told all the same, and the next time tries again.
      refusedLast = ''
    })
  }

  const activate = async (archive: Buffer): Promise<boolean> => {
    const digest = hash('sha256', archive)
    if (digest === inForce?.digest) return false
    let bundle: LoadedBundle | undefined
    try {
      bundle = await load(archive, await verification())
      const at = now()
      const { accepted, floor } = await store.activate(bundle, at)
      if (!accepted) throw belowFloor(bundle, floor!)
      inForce = { bundle, digest, activatedAt: at }
      refusedLast = ''
      observer.activated({ revision: bundle.revision, sequence: bundle.sequence, at })
      return true
    } catch (thrown) {
      const error = asGatewayError(thrown)
      await refuse(error, digest, bundle ?? {})
      throw error
    }
  }

  return {
    get revision() {
      return required(inForce).bundle.revision
    },
    get detectors() {
      return inForce?.bundle.policy.detectors ?? NO_DETECTORS
    },
    get current() {
      if (inForce === null) return null
      const { bundle, activatedAt } = inForce
      return { revision: bundle.revision, sequence: bundle.sequence, activatedAt }
    },
    decide: (input) => required(inForce).bundle.policy.decide(input),
    ask: (entrypoint, input) => required(inForce).bundle.policy.ask?.(entrypoint, input),
    activate(archive) {
      const activated = queue.then(() => activate(archive))
      queue = activated.catch(() => {})
      return activated
    },
  }
}

const NO_DETECTORS: readonly CustomDetector[] = []

const REFUSALS: ReadonlySet<string> = new Set(['ERR_POLICY_BUNDLE', 'ERR_POLICY_SIGNATURE', 'ERR_POLICY_ROLLBACK'])

function required(inForce: InForce | null): InForce {
  if (inForce !== null) return inForce
  throw new GatewayError('ERR_POLICY_MISSING', 'No policy bundle is in force yet, and the request is refused.')
}

function belowFloor({ revision, sequence }: BundleName, floor: number): GatewayError {
  const has = sequence === null ? 'no sequence' : `the sequence ${sequence}`
  const message = `The policy bundle "${revision}" has ${has}, and none below ${floor} is taken.`
  const fix =
    sequence === null
      ? 'Number it: metadata.sequence in .manifest.'
      : `To go back to it: sallyport policy accept --sequence ${sequence} --reason <why>`
  return new GatewayError('ERR_POLICY_ROLLBACK', message, { fix })
}
