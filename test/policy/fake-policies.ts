import type { Decision } from '../../src/core/decision.ts'
import { GatewayError } from '../../src/core/errors.ts'
import type { BundleName, PolicyChange, PolicyStore } from '../../src/core/policy.ts'
import type { LoadedBundle } from '../../src/policy/prepare.ts'

/** A bundle's bytes, as {@link loadNamed} reads them: `r7 7`, `r7 none`, or anything else, which is broken. */
export function named(revision: string, sequence: number | null = null): Buffer {
  return Buffer.from(`${revision} ${sequence ?? 'none'}`)
}

/** A policy that allows everything, and says who it is. */
export async function loadNamed(archive: Buffer): Promise<LoadedBundle> {
  const match = /^(\S+) (none|\d+)$/.exec(archive.toString())
  if (match === null) throw new GatewayError('ERR_POLICY_BUNDLE', `The policy bundle can't be read: ${archive}`)
  const [, revision, sequence] = match as unknown as [string, string, string]
  const decision: Decision = {
    id: 'd',
    bundle: revision,
    effect: 'allow',
    reasons: [{ code: 'test', message: 'Yes.' }],
    counts: [],
  }
  return {
    revision,
    sequence: sequence === 'none' ? null : Number(sequence),
    policy: { revision, decide: () => decision },
  }
}

/** Changes in memory, with a floor that is what the test says. */
export interface FakeStore extends PolicyStore {
  floor: number | null
  /** Fails from now on as a database that is away does. */
  away: boolean
  readonly changes: Omit<PolicyChange, 'id' | 'by' | 'replica'>[]
}

export function fakeStore(): FakeStore {
  const answer = async <T>(act: () => T): Promise<T> => {
    if (store.away) throw new GatewayError('ERR_STORE_UNAVAILABLE', 'The database did not answer.')
    return act()
  }
  const store: FakeStore = {
    floor: null,
    away: false,
    changes: [],
    activate: ({ revision, sequence }: BundleName, at) =>
      answer(() => {
        const { floor } = store
        if (floor !== null && (sequence === null || sequence < floor)) return { accepted: false, floor }
        store.floor = sequence ?? floor
        store.changes.push({ kind: 'activated', revision, sequence, reason: null, at })
        return { accepted: true, floor }
      }),
    refuse: ({ revision = null, sequence = null }, reason, at) =>
      answer(() => void store.changes.push({ kind: 'refused', revision, sequence, reason, at })),
    lower: () => Promise.reject(new Error('not asked here')),
    read: () => Promise.reject(new Error('not asked here')),
  }
  return store
}
