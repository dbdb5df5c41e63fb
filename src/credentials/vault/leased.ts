import { SourceError } from '../fault.ts'
import type { ShortLived } from '../short-lived.ts'
import type { Surroundings } from '../source.ts'
import type { Lease, Vault, VaultAnswer } from './client.ts'

/** Something that a secrets engine made for us, and its lease. */
export interface Leased<Value> {
  readonly value: Value
  readonly lease: Lease
}

export interface LeasedOptions<Value> {
  /** After `/v1/`. */
  readonly path: string
  /** What a lease is asked to last; null for what the role says. */
  readonly leaseSeconds: number | null
  /** What Vault's data means, and its secrets. Throws SourceError. */
  readonly read: (data: VaultAnswer['data']) => { readonly value: Value; readonly secrets: readonly string[] }
}

/** What one role of a secrets engine hands out: made once, and its lease renewed for as long as that is worth it. */
export interface LeasedSource<Value> {
  readonly made: ShortLived<null, Leased<Value>>
  revoke(signal: AbortSignal): Promise<void>
}

/** Milliseconds: a renewal that gains less isn't worth it. */
const LITTLE = 10_000

export function leased<Value>(
  { path, leaseSeconds, read }: LeasedOptions<Value>,
  { vault: configured, known, shortLived }: Pick<Surroundings, 'vault' | 'known' | 'shortLived'>,
): LeasedSource<Value> {
  const vault = (): Vault => {
    if (configured === null) throw new SourceError("can't be read as it is configured", 'no Vault is configured')
    return configured
  }
  const make = async (signal: AbortSignal): Promise<Leased<Value>> => {
    const { data, lease } = await vault().ask('GET', path, null, signal)
    const { value, secrets } = read(data)
    known.remember(secrets, lease.expiresAt)
    const asked = leaseSeconds === null ? null : await vault().renew(lease, leaseSeconds, signal)
    return { value, lease: asked ?? lease }
  }
  /** Null where another is needed: near its greatest age a lease is renewed for less and less. */
  const renew = async (known: Leased<Value> | null, signal: AbortSignal): Promise<Leased<Value> | null> => {
    const lease = known && (await vault().renew(known.lease, leaseSeconds, signal))
    return lease && lease.expiresAt - known.lease.expiresAt > LITTLE ? { ...known, lease } : null
  }
  const made = shortLived<null, Leased<Value>>({
    keyOf: () => path,
    async fetch(_, signal, previous) {
      const value = (await renew(previous?.value ?? null, signal)) ?? (await make(signal))
      return { value, expiresAt: value.lease.expiresAt }
    },
  })
  return {
    made,
    async revoke(signal) {
      for (const { value } of made.kept()) if (value.lease.id !== '') await vault().revoke(value.lease, signal)
    },
  }
}
