import { readFile } from 'node:fs/promises'
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import { GatewayError } from '../../core/errors.ts'
import type { Login, Person } from '../../core/login.ts'
import type { Clock, LoginStore } from '../../core/ports.ts'
import type { Timing } from '../../core/timing.ts'
import { type Claims, textOf } from '../claims.ts'
import { createIdTokenVerifier } from './id-token.ts'
import { localPath } from './local-path.ts'
import { createLogins, type Logins } from './logins.ts'
import { seal, unseal } from './pending.ts'
import { type GroupsClaim, personOf } from './person.ts'
import { createProvider, type Refreshed, type Tokens } from './provider.ts'
import { sealRefreshToken } from './refresh-token.ts'
import { createRenewal } from './renewal.ts'

/** What of the configuration is about people's login. */
export interface ConfiguredPeople extends GroupsClaim {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: { readonly from: 'env' | 'file'; readonly name: string } | null
  readonly cliClientId: string
  /** Absolute path of PEM; null where the system's authorities count. */
  readonly caFile: string | null
  /** Null where the provider's own list decides. */
  readonly scopes: readonly string[] | null
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
  exchange(tokens: Given): Promise<{ token: string; login: Login }>
  /** The login of somebody who votes, as the provider knows them now; null where there is none. */
  current(token: string, door: Login['door']): Promise<Login | null>
  /** What the command line must know to log in. */
  client(): Promise<{ readonly issuer: string; readonly clientId: string; readonly scopes: readonly string[] }>
}

/** What a command line hands in. */
export interface Given {
  readonly idToken: string
  readonly accessToken: string | null
  readonly refreshToken: string | null
}

/** Opens people's login; the provider isn't asked before somebody logs in. */
export async function openLogin(configured: ConfiguredPeople, parts: PeopleParts): Promise<PeopleLogin> {
  const { issuer, clientId, cliClientId, clientSecret, caFile, scopes } = configured
  const { now, timing, key } = parts
  const ca = caFile === null ? null : await readFile(caFile, 'utf8')
  const secret = clientSecret && (() => parts.read(clientSecret))
  const redirectUri = () => `${parts.base()}/login/callback`
  const asked = { issuer, ca, scopes, redirectUri, now }
  const web = createProvider({ ...asked, clientId, secret })
  const provider = {
    web,
    cli: cliClientId === clientId ? web : createProvider({ ...asked, clientId: cliClientId, secret: null }),
  }
  const verify = {
    web: createIdTokenVerifier({ issuer, ca, audience: clientId }, now, timing),
    cli: createIdTokenVerifier({ issuer, ca, audience: cliClientId }, now, timing),
  }
  const logins = createLogins(parts.store, now, configured.sessionSeconds)

  const known = async (door: Login['door'], { idToken, accessToken }: Pick<Given, 'idToken' | 'accessToken'>) => {
    const claims = await verify[door](idToken)
    const more = accessToken === null ? {} : await provider[door].userInfo(accessToken, claims.sub)
    return personOf(issuer, together(claims, more), configured)
  }
  const described = (claims: Claims) => personOf(issuer, { ...claims, sub: textOf(claims, 'sub') }, configured)
  const admit = async (door: Login['door'], given: Given | Tokens) => {
    const { idToken, refreshToken } = given
    const sealed = refreshToken === null ? null : await sealRefreshToken(refreshToken, key)
    return logins.admit(await known(door, given), door, idToken, sealed)
  }
  const again = async (login: Login, tokens: Refreshed): Promise<Person> => {
    const { door } = login
    const own = login.identities.find(({ kind }) => kind === 'login')!.name
    const { idToken, accessToken } = tokens
    const person = await (idToken === null
      ? provider[door].userInfo(accessToken, own.slice(issuer.length + 1)).then(described)
      : known(door, { idToken, accessToken }))
    if (person.identities.some(({ kind, name }) => kind === 'login' && name === own)) return person
    throw new GatewayError('ERR_LOGIN_FAILED', 'The identity provider has told of somebody else.')
  }

  return {
    identify: logins.identify,
    end: logins.end,
    current: createRenewal({
      ...{ store: parts.store, identify: logins.identify, key, timing },
      refresh: (door, refreshToken) => provider[door].refresh(refreshToken),
      personOf: again,
    }),
    client: async () => ({ issuer, clientId: cliClientId, scopes: await provider.cli.scopes() }),
    async begin(to, within) {
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
      const pending = { state, nonce, verifier, to: localPath(to), within }
      const location = await provider.web.begin(pending)
      return { location: location.href, state, sealed: await seal(pending, key, now()) }
    },
    async finish(query, sealed) {
      const pending = await unseal(sealed, key, now())
      const admitted = await admit('web', await provider.web.finish(query, pending))
      return { ...admitted, to: pending.to }
    },
    exchange: (given) => admit('cli', given),
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
