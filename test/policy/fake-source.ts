import { GatewayError } from '../../src/core/errors.ts'
import type { Offer, Source } from '../../src/policy/sources/source.ts'

/** A source that has what a test says: a bundle's bytes, nothing new, or a failure. */
export interface FakeSource extends Source {
  /** What the next looks bring, the last of them again and again; undefined: the look never ends by itself. */
  bring(...what: (Buffer | null | Error | undefined)[]): void
  readonly looks: number
  readonly inForce: readonly (string | null)[]
  changed(): void
  readonly closed: boolean
}

export function fakeSource(): FakeSource {
  let next: (Buffer | null | Error | undefined)[] = [null]
  let looks = 0
  let closed = false
  let changed = () => {}
  const inForce: (string | null)[] = []
  return {
    place: 'the place',
    bring(...what) {
      next = what
    },
    get looks() {
      return looks
    },
    inForce,
    changed: () => changed(),
    get closed() {
      return closed
    },
    async look(signal) {
      looks++
      const what = next.length > 1 ? next.shift() : next[0]
      if (what === undefined) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        throw missing('was cut off')
      }
      if (what instanceof Error) throw what
      return what === null ? null : { archive: what, etag: `"${looks}"` }
    },
    activated: (offer: Offer) => inForce.push(offer.etag),
    delay: (failures, took) => 1_000 * (failures + 1) + took,
    watch(listener) {
      changed = listener
      return () => {
        changed = () => {}
      }
    },
    async close() {
      closed = true
    },
  }
}

export function missing(why = 'is away'): GatewayError {
  return new GatewayError('ERR_POLICY_MISSING', `The place ${why}.`)
}
