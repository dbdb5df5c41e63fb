import { readFile } from 'node:fs/promises'
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import type { Login } from '../../core/login.ts'
import type { Clock, LoginStore } from '../../core/ports.ts'
import type { Timing } from '../../core/timing.ts'
import type { Claims } from '../claims.ts'
import { createIdTokenVerifier } from './id-token.ts'
import { localPath } from './local-path.ts'
import { createLogins, type Logins } from './logins.ts'
import { seal, unseal } from './pending.ts'
import { type GroupsClaim, personOf } from './person.ts'
import { createProvider, type Tokens } from './provider.ts'

/** What of the configuration is about people's login. */
export interface ConfiguredPeople extends GroupsClaim {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: { readonly from: 'env' | 'file'; readonly name: string } | null
  readonly cliClientId: string
  /** Absolute path of PEM; null where the system's authorities count. */
  readonly caFile: string | null
  readonly scopes: readonly string[]
  readonly sessionSeconds: number
}

export interface PeopleParts {
  readonly store: LoginStore
  /** 32 bytes, the same on every replica. */
  readonly key: Uint8Array
  /** A secret's value now. */
  readonly read: (reference: NonNullable<ConfiguredPeople['clientSecret']>) => Promise<string>
  /** The people's listener as people know it, without a last slash. */
  readonly base: () => string
  readonly now: Clock
  readonly timing: Timing
}

/** People's login, by browser and by command line. Rejects with ERR_LOGIN_*, ERR_TOKEN_*, ERR_STORE_UNAVAILABLE. */
export interface PeopleLogin extends Pick<Logins, 'identify' | 'end'> {
  /** Sends a browser to the provider; with `within`, to log in anew, so that it lies back no longer than these seconds. */
  begin(to: unknown, within: number | null): Promise<{ location: string; state: string; sealed: string }>
  /** The browser is back, with that query, and with what was sealed for its state. */
  finish(query: string, sealed: string | null): Promise<{ token: string; login: Login; to: string }>
  /** For the command line, which has logged in by itself. */
  exchange(tokens: { idToken: string; accessToken: string | null }): Promise<{ token: string; login: Login }>
  /** What the command line must know to do so. */
  readonly client: { readonly issuer: string; readonly clientId: string; readonly scopes: readonly string[] }
}

/** Opens people's login; the provider isn't asked before somebody logs in. */
export async function openLogin(configured: ConfiguredPeople, parts: PeopleParts): Promise<PeopleLogin> {
  const { issuer, clientId, cliClientId, clientSecret, caFile, scopes } = configured
  const { now, timing, key } = parts
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const secret = clientSecret && (() => parts.read(clientSecret))
  const redirectUri = () => `${parts.base()}/login/callback`
  const provider = createProvider({ issuer, clientId, secret, ca, scopes, redirectUri, now })
  const verify = {
    web: createIdTokenVerifier({ issuer, ca, audience: clientId }, now, timing),
    cli: createIdTokenVerifier({ issuer, ca, audience: cliClientId }, now, timing),
  }
  const logins = createLogins(parts.store, now, configured.sessionSeconds)

  const admit = async (door: Login['door'], { idToken, accessToken }: Partial<Tokens> & Pick<Tokens, 'idToken'>) => {
    const claims = await verify[door](idToken)
    const more = accessToken === undefined ? {} : await provider.userInfo(accessToken, claims.sub)
    return logins.admit(personOf(issuer, together(claims, more), configured), door, idToken)
  }

  return {
    identify: logins.identify,
    end: logins.end,
    client: { issuer, clientId: cliClientId, scopes },
    async begin(to, within) {
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
      const pending = { state, nonce, verifier, to: localPath(to), within }
      const location = await provider.begin(pending)
      return { location: location.href, state, sealed: await seal(pending, key, now()) }
    },
    async finish(query, sealed) {
      const pending = await unseal(sealed, key, now())
      const admitted = await admit('web', await provider.finish(query, pending))
      return { ...admitted, to: pending.to }
    },
    exchange: ({ idToken, accessToken }) => admit('cli', { idToken, ...(accessToken === null ? {} : { accessToken }) }),
  }
}

/**
 * The ID token's claims, and what else the provider tells. An address and its being verified come from the same place;
 * when somebody logged in, the ID token alone tells.
 */
function together<Verified extends Claims>(claims: Verified, more: Claims): Verified {
  const { email, email_verified } = claims.email_verified === undefined ? more : claims
  return { ...more, ...claims, email, email_verified, auth_time: claims.auth_time }
}
