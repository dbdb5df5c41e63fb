import * as client from 'openid-client'
import { Agent, fetch as fetchWith } from 'undici'
import { GatewayError } from '../../core/errors.ts'
import type { Clock } from '../../core/ports.ts'
import type { Claims } from '../claims.ts'
import type { Pending } from './pending.ts'

/** An identity provider, and the client that we are there. */
export interface ProviderOptions {
  readonly issuer: string
  readonly clientId: string
  /** Null for a public client. */
  readonly secret: (() => Promise<string>) | null
  /** PEM of the authorities that its server's certificate may come from; null where the system's count. */
  readonly ca: string | null
  readonly scopes: readonly string[]
  /** The URL of ours that the provider sends people back to. */
  readonly redirectUri: () => string
  readonly now: Clock
}

/** What a finished login brings: neither token is verified beyond what the protocol's exchange asks for. */
export interface Tokens {
  readonly idToken: string
  readonly accessToken: string
}

/** The authorization code flow of OpenID Connect at one provider. Rejects with ERR_LOGIN_FAILED, ERR_LOGIN_UNAVAILABLE. */
export interface Provider {
  /** Where to send the browser. */
  begin(pending: Pending): Promise<URL>
  /** @param query of the request that the provider sent the browser back with */
  finish(query: string, pending: Pending): Promise<Tokens>
  /** Further claims; none where it has no such endpoint. Refuses those of anybody but `subject`. */
  userInfo(accessToken: string, subject: string): Promise<Claims>
}

/** Seconds that one answer may take. */
const TIMEOUT = 10
/** Milliseconds for which the provider's metadata are used. */
const FRESH = 3_600_000

/**
 * Authorization code with PKCE (RFC 7636), state, nonce, and the issuer of the answer where it is told (RFC 9207), as
 * RFC 9700 advises.
 */
export function createProvider(options: ProviderOptions): Provider {
  let known: { readonly at: number; readonly configuration: Promise<client.Configuration> } | null = null
  const configuration = (): Promise<client.Configuration> => {
    if (known !== null && Math.abs(options.now() - known.at) < FRESH) return known.configuration
    const found = { at: options.now(), configuration: discover(options) }
    known = found
    found.configuration.catch(() => {
      if (known === found) known = null
    })
    return found.configuration
  }

  return {
    begin: (pending) =>
      translated(async () => {
        const challenge = await client.calculatePKCECodeChallenge(pending.verifier)
        return client.buildAuthorizationUrl(await configuration(), {
          redirect_uri: options.redirectUri(),
          scope: options.scopes.join(' '),
          state: pending.state,
          nonce: pending.nonce,
          code_challenge: challenge,
          code_challenge_method: 'S256',
          // With max_age the provider has to say when they logged in (OpenID Connect Core 1.0, section 3.1.2.1).
          ...(pending.within === null ? {} : { prompt: 'login', max_age: String(pending.within) }),
        })
      }),
    finish: (query, pending) =>
      translated(async () => {
        const back = new URL(options.redirectUri())
        back.search = query
        const tokens = await client.authorizationCodeGrant(await configuration(), back, {
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          pkceCodeVerifier: pending.verifier,
          idTokenExpected: true,
          ...(pending.within === null ? {} : { maxAge: pending.within }),
        })
        return { idToken: tokens.id_token!, accessToken: tokens.access_token }
      }),
    userInfo: (accessToken, subject) =>
      translated(async () => {
        const found = await configuration()
        if (found.serverMetadata().userinfo_endpoint === undefined) return {}
        return client.fetchUserInfo(found, accessToken, subject)
      }),
  }
}

async function discover({ issuer, clientId, secret, ca }: ProviderOptions): Promise<client.Configuration> {
  const dispatcher = ca === null ? null : new Agent({ connect: { ca } })
  const known = secret === null ? null : await secret()
  const auth: client.ClientAuth = (server, ...rest) => {
    // OpenID Connect Discovery 1.0, section 3: Basic, where nothing is said.
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const by = methods.includes('client_secret_basic') ? client.ClientSecretBasic : client.ClientSecretPost
    return (known === null ? client.None() : by(known))(server, ...rest)
  }
  return client.discovery(new URL(issuer), clientId, {}, auth, {
    timeout: TIMEOUT,
    // Configuration takes such an issuer on loopback alone.
    ...(issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {}),
    ...(dispatcher === null
      ? {}
      : { [client.customFetch]: (url, init) => fetchWith(url, { ...init, dispatcher } as never) as never }),
  })
}

async function translated<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw fault(cause)
  }
}

function fault(cause: unknown): GatewayError {
  if (cause instanceof client.AuthorizationResponseError) {
    const error = /^[a-z_]{1,40}$/.test(cause.error) ? ` (${cause.error})` : ''
    return failed(`The identity provider refused the login${error}.`)
  }
  if (cause instanceof client.ResponseBodyError && cause.error === 'invalid_grant')
    return failed('The identity provider takes this login for used or expired.')
  const code = cause instanceof client.ClientError ? cause.code : undefined
  if (isNetwork(cause) || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM') {
    return new GatewayError('ERR_LOGIN_UNAVAILABLE', 'The identity provider could not be asked.', {
      fix: 'Retry; if it persists, the gateway cannot reach login.issuer, or is refused by it.',
      cause,
    })
  }
  // Its one sign of a login that lies too far back, or whose time isn't told.
  if (cause instanceof Error && /auth_time|End-User authentication/.test(String(cause.cause)))
    return failed("The identity provider doesn't say that you have logged in just now.")
  return failed("The identity provider's answer is not what a login brings.", cause)
}

/** What `fetch` rejects with where nothing answers, as it is or wrapped. */
function isNetwork(cause: unknown): boolean {
  const inner = cause instanceof Error ? cause.cause : undefined
  return [cause, inner].some((it) => (it as { name?: unknown } | undefined)?.name === 'TypeError')
}

function failed(message: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_LOGIN_FAILED', message, {
    fix: 'Begin again.',
    ...(cause === undefined ? {} : { cause }),
  })
}
