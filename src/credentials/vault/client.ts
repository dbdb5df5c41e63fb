import { isToken, noCredential, objectOf } from '../answer.ts'
import type { SourceHttp } from '../http.ts'
import type { Known } from '../known.ts'
import type { ShortLived, ShortLivedOptions } from '../short-lived.ts'
import type { LogIn, Token } from './login.ts'
import type { Send } from './send.ts'
import { vaultFault } from './words.ts'

/** What Vault gave for as long as its lease lasts. */
export interface Lease {
  /** Empty where there is nothing to renew or revoke. */
  readonly id: string
  readonly renewable: boolean
  /** Milliseconds since the epoch: the lease's end, or that of the token that it was got by, which takes it along. */
  readonly expiresAt: number
  /** That of the token. */
  readonly accessor: string
}

export interface VaultAnswer {
  readonly data: { readonly [name: string]: unknown }
  readonly lease: Lease
}

/** HashiCorp Vault, or whatever speaks its HTTP API. */
export interface Vault {
  /** `path` after `/v1/`, its parts encoded. Rejects with SourceError, in which Vault says why. */
  ask(method: 'GET' | 'PUT', path: string, body: object | null, signal: AbortSignal): Promise<VaultAnswer>
  /** Null where the lease can't be renewed, or not by our token of now. */
  renew(lease: Lease, seconds: number | null, signal: AbortSignal): Promise<Lease | null>
  revoke(lease: Lease, signal: AbortSignal): Promise<void>
  /** As whom Vault knows us: its display name and policies. */
  whoAmI(signal: AbortSignal): Promise<string>
  /** Gives back our token, if we logged in for it, and with it all its leases. */
  close(signal: AbortSignal): Promise<void>
}

export interface VaultOptions {
  readonly address: URL
  readonly namespace: string | null
  readonly logIn: LogIn
  readonly http: SourceHttp
  readonly known: Known
  readonly now: () => number
  shortLived<Ask, Value>(options: Pick<ShortLivedOptions<Ask, Value>, 'keyOf' | 'fetch'>): ShortLived<Ask, Value>
}

/**
 * A client that keeps one token, renewed before its end, and got anew where it can't be renewed any more, or Vault
 * doesn't know it.
 */
export function createVault({ address, namespace, logIn, http, known, now, shortLived }: VaultOptions): Vault {
  const send: Send = (method, path, body, token, signal) =>
    http.ask(new URL(`${address.href.replace(/\/$/, '')}/v1/${path}`), {
      method,
      headers: {
        'x-vault-request': 'true',
        ...(namespace === null ? {} : { 'x-vault-namespace': namespace }),
        ...(token === null ? {} : { 'x-vault-token': token }),
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      signal,
    })
  const tokens = shortLived<null, Token>({
    keyOf: () => 'token',
    async fetch(_, signal, previous) {
      const at = now()
      const token = (await renewed(send, previous?.value ?? null, signal)) ?? (await logIn.token(send, signal))
      const expiresAt = at + token.seconds * 1000
      known.remember([token.token], expiresAt)
      return { value: token, expiresAt }
    },
  })

  /** True where Vault still takes the token: then what it forbids is forbidden. */
  const isAlive = async ({ token }: Token, signal: AbortSignal): Promise<boolean> =>
    (await send('GET', 'auth/token/lookup-self', null, token, signal)).status === 200

  const call = async (method: 'GET' | 'PUT', path: string, body: object | null, signal: AbortSignal) => {
    let issued = await tokens.get(null)
    let answer = await send(method, path, body, issued.value.token, signal)
    if (answer.status === 403 && !(await isAlive(issued.value, signal))) {
      tokens.drop(issued)
      issued = await tokens.get(null)
      answer = await send(method, path, body, issued.value.token, signal)
    }
    return { issued, answer, at: now() }
  }

  return {
    async ask(method, path, body, signal) {
      const { issued, answer, at } = await call(method, path, body, signal)
      if (answer.status !== 200 && answer.status !== 204) throw vaultFault(answer, path, known.mask)
      const told = objectOf(answer) ?? {}
      if (answer.status === 200 && typeof told.data !== 'object') throw noCredential('Vault', 'secret')
      return { data: (told.data ?? {}) as VaultAnswer['data'], lease: leaseOf(told, issued, at) }
    },
    async renew(lease, seconds, signal) {
      const { value } = await tokens.get(null)
      if (!lease.renewable || lease.accessor !== value.accessor) return null
      const body = { lease_id: lease.id, ...(seconds === null ? {} : { increment: seconds }) }
      const { issued, answer, at } = await call('PUT', 'sys/leases/renew', body, signal)
      const told = answer.status === 200 ? objectOf(answer) : null
      return told === null ? null : leaseOf(told, issued, at)
    },
    async revoke(lease, signal) {
      await call('PUT', 'sys/leases/revoke', { lease_id: lease.id }, signal)
    },
    async whoAmI(signal) {
      const { data } = await this.ask('GET', 'auth/token/lookup-self', null, signal)
      const policies = Array.isArray(data.policies) ? data.policies.join(', ') : ''
      return `${data.display_name} (${policies})`
    },
    async close(signal) {
      if (!logIn.revocable) return
      for (const { value } of tokens.kept()) await send('PUT', 'auth/token/revoke-self', {}, value.token, signal)
    },
  }
}

/** A token with a new end; null where it can't have one that is worth it. */
async function renewed(send: Send, token: Token | null, signal: AbortSignal): Promise<Token | null> {
  if (!token?.renewable) return null
  const answer = await send('PUT', 'auth/token/renew-self', {}, token.token, signal)
  const auth = answer.status === 200 ? (objectOf(answer)?.auth as { lease_duration?: unknown } | undefined) : undefined
  const seconds = Number(auth?.lease_duration)
  // Near its greatest age a token is renewed for less and less.
  return seconds >= token.firstSeconds / 2 ? { ...token, seconds } : null
}

function leaseOf(
  told: { readonly [name: string]: unknown },
  token: { readonly value: Token; readonly expiresAt: number },
  at: number,
): Lease {
  const { lease_id: id, lease_duration: seconds, renewable } = told
  const end = typeof seconds === 'number' && seconds > 0 ? at + seconds * 1000 : Number.NaN
  return {
    id: isToken(id) ? id : '',
    renewable: renewable === true,
    expiresAt: Math.min(end, token.expiresAt),
    accessor: token.value.accessor,
  }
}
