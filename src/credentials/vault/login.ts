import { isToken, noCredential, objectOf } from '../answer.ts'
import type { SecretReference } from '../secrets/reference.ts'
import { pathOf, type Send } from './send.ts'
import { vaultFault } from './words.ts'

/** How we prove to Vault who we are. */
export type VaultAuth =
  | { readonly kind: 'token'; readonly token: SecretReference }
  | {
      readonly kind: 'approle'
      readonly mount: string
      readonly roleId: SecretReference
      readonly secretId: SecretReference
    }
  /** A JWT of the platform that we run on. Kubernetes' method takes the same. */
  | { readonly kind: 'jwt'; readonly mount: string; readonly role: string; readonly token: SecretReference }

export interface Token {
  readonly token: string
  /** Names it without opening anything. */
  readonly accessor: string
  readonly renewable: boolean
  /** From now on. */
  readonly seconds: number
  /** What it was given at first: a renewal for much less is the last but few. */
  readonly firstSeconds: number
}

export interface LogIn {
  /** Rejects with SourceError. */
  token(send: Send, signal: AbortSignal): Promise<Token>
  /** Whether the token was made for us, so that we may end it. */
  readonly revocable: boolean
}

/** For a token without an end. */
const FOREVER = 10 * 365 * 86_400

/**
 * Tokens by Vault's auth methods ("AppRole auth method (API)", "JWT/OIDC auth method (API)", "Kubernetes auth method
 * (API)"), or one that was made elsewhere ("Token auth method (API)", lookup-self).
 */
export function createLogIn(
  auth: VaultAuth,
  read: (reference: SecretReference) => Promise<string>,
  mask: (text: string) => string,
): LogIn {
  if (auth.kind === 'token') {
    return {
      revocable: false,
      async token(send, signal) {
        const token = await read(auth.token)
        const path = 'auth/token/lookup-self'
        const answer = await send('GET', path, null, token, signal)
        if (answer.status !== 200) throw vaultFault(answer, path, mask)
        const told = objectOf(answer)?.data as { readonly [name: string]: unknown } | null | undefined
        return tokenOf({ ...told, client_token: token, lease_duration: told?.ttl })
      },
    }
  }
  return {
    revocable: true,
    async token(send, signal) {
      const path = pathOf('auth', auth.mount, 'login')
      const answer = await send('PUT', path, await proof(auth, read), null, signal)
      if (answer.status !== 200) throw vaultFault(answer, path, mask)
      return tokenOf(objectOf(answer)?.auth as { readonly [name: string]: unknown } | null)
    },
  }
}

async function proof(
  auth: Exclude<VaultAuth, { kind: 'token' }>,
  read: (reference: SecretReference) => Promise<string>,
): Promise<object> {
  if (auth.kind === 'jwt') return { role: auth.role, jwt: await read(auth.token) }
  return { role_id: await read(auth.roleId), secret_id: await read(auth.secretId) }
}

function tokenOf(told: { readonly [name: string]: unknown } | null | undefined): Token {
  const { client_token: token, accessor, renewable, lease_duration: duration } = told ?? {}
  if (!isToken(token) || typeof duration !== 'number' || !(duration >= 0)) throw noCredential('Vault', 'token')
  const seconds = duration === 0 ? FOREVER : duration
  const named = typeof accessor === 'string' ? accessor : ''
  return { token, accessor: named, renewable: renewable === true, seconds, firstSeconds: seconds }
}
