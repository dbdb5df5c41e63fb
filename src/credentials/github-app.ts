import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Credential } from '../core/connection.ts'
import { isToken, noCredential, objectOf, said } from './answer.ts'
import { SourceError } from './fault.ts'
import { type TokenScope, tokenScope } from './github-permissions.ts'
import type { SecretReference } from './secrets/reference.ts'
import type { Source, Surroundings } from './source.ts'

/** A GitHub App as it is installed somewhere. */
export interface GithubApp {
  readonly kind: 'github_app'
  /** Application or client id. */
  readonly appId: string
  readonly installationId: string
  /** The private key, in PEM. */
  readonly secret: SecretReference
  /** `https://api.github.com`, or `https://<host>/api/v3`. */
  readonly api: URL
}

/**
 * Installation access tokens ("Generating an installation access token for a GitHub App"), each good for no more than
 * the permitted operations need: Git's password, or an API's bearer token.
 */
export function githubApp(app: GithubApp, { read, http, known, now, shortLived }: Surroundings): Source {
  const call = async (method: 'GET' | 'POST', path: string, signal: AbortSignal, body?: object) => {
    const jwt = await appToken(app, await read(app.secret), now())
    return http.ask(new URL(app.api.href.replace(/\/$/, '') + path), {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${jwt}`,
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    })
  }
  const installation = `/app/installations/${app.installationId}`
  const tokens = shortLived<TokenScope, string>({
    keyOf: ({ repositories, permissions }) => JSON.stringify([repositories, permissions]),
    async fetch({ repositories, permissions }, signal) {
      const answer = await call('POST', `${installation}/access_tokens`, signal, {
        ...(repositories === null ? {} : { repositories }),
        ...(permissions === null ? {} : { permissions }),
      })
      const { token, expires_at: expires, message } = objectOf(answer) ?? {}
      const { host } = app.api
      if (answer.status !== 201) {
        const what = `${host} gave no installation access token, and answered ${answer.status}`
        throw new SourceError('refused', what + said(message, known.mask))
      }
      const expiresAt = typeof expires === 'string' ? Date.parse(expires) : Number.NaN
      if (!isToken(token) || Number.isNaN(expiresAt)) throw noCredential(host, 'installation access token')
      return { value: token, expiresAt }
    },
  })
  return {
    async open({ connection, operations }) {
      const { value, expiresAt } = await tokens.get(tokenScope(operations))
      const credential: Credential =
        connection.protocol === 'git'
          ? { kind: 'basic', username: 'x-access-token', password: value }
          : { kind: 'bearer', token: value }
      return { credential, expiresAt }
    },
    async whoAmI(_opened, signal) {
      const [slug, at] = await Promise.all([call('GET', '/app', signal), call('GET', installation, signal)])
      const account = objectOf(at)?.account as { readonly login?: unknown } | undefined
      return `the app ${objectOf(slug)?.slug ?? 'of no name'}, installed at ${account?.login ?? 'no account'}`
    },
  }
}

/** The app's own token ("Generating a JSON Web Token for a GitHub App"): clocks may differ by a minute. */
async function appToken({ appId }: GithubApp, pem: string, at: number): Promise<string> {
  let key: ReturnType<typeof createPrivateKey>
  try {
    key = createPrivateKey(pem)
  } catch {
    // OpenSSL's own words about a key may quote it.
    throw new SourceError("can't be read as it is configured", "the app's private key is no private key in PEM")
  }
  const seconds = Math.floor(at / 1000)
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(appId)
    .setIssuedAt(seconds - 60)
    .setExpirationTime(seconds + 540)
    .sign(key)
}
