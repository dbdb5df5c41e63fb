import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { Agent, request } from 'undici'
import type { TokenScope } from './github-permissions.ts'

/** A GitHub App as it is installed somewhere. */
export interface GithubApp {
  /** Application or client id. */
  readonly appId: string
  readonly installationId: string
  /** Reads the private key, in PEM. */
  readonly privateKey: () => Promise<string>
  /** `https://api.github.com`, or `https://<host>/api/v3`. */
  readonly api: URL
}

/** An installation access token, and until when it is used, in milliseconds since the epoch. */
export interface InstallationToken {
  readonly token: string
  readonly expiresAt: number
}

/** Milliseconds before its end from which on a token isn't handed out any more: a push may take that long. */
const EARLY = 5 * 60_000
/** Milliseconds for one answer. */
const PATIENCE = 15_000
/** Bytes of an answer that are read. */
const LONGEST = 256 * 1024

/**
 * Hands out installation access tokens ("Generating an installation access token for a GitHub App"), each kept for
 * whoever asks for the same until five minutes before it expires, and asked for once, however many wait. Rejects with an
 * Error that holds what GitHub said, and never the key or a token.
 */
export function createInstallationTokens(
  app: GithubApp,
  now: () => number,
): (scope: TokenScope) => Promise<InstallationToken> {
  const dispatcher = new Agent({ connect: { timeout: 10_000 } })
  const kept = new Map<string, { usedUntil: number; token: Promise<InstallationToken> }>()
  return (scope) => {
    const at = now()
    for (const [key, { usedUntil }] of kept) if (usedUntil <= at) kept.delete(key)
    const key = JSON.stringify([scope.repositories, scope.permissions])
    const known = kept.get(key)
    if (known !== undefined) return known.token
    // Until it is answered, nobody knows when the token ends.
    const entry = { usedUntil: Number.POSITIVE_INFINITY, token: ask(app, scope, at, dispatcher) }
    kept.set(key, entry)
    entry.token.then(
      ({ expiresAt }) => {
        entry.usedUntil = expiresAt - EARLY
      },
      () => kept.delete(key),
    )
    return entry.token
  }
}

async function ask(app: GithubApp, scope: TokenScope, at: number, dispatcher: Agent): Promise<InstallationToken> {
  const jwt = await appToken(app, at)
  const url = `${app.api.href.replace(/\/$/, '')}/app/installations/${app.installationId}/access_tokens`
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${jwt}`,
      'content-type': 'application/json',
      'user-agent': 'sallyport',
      'x-github-api-version': '2022-11-28',
    },
    body: JSON.stringify({
      ...(scope.repositories === null ? {} : { repositories: scope.repositories }),
      ...(scope.permissions === null ? {} : { permissions: scope.permissions }),
    }),
    dispatcher,
    signal: AbortSignal.timeout(PATIENCE),
  })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LONGEST) throw new Error(`${app.api.host} sent more than a token`)
    chunks.push(chunk)
  }
  return readToken(app, statusCode, Buffer.concat(chunks).toString('utf8'))
}

function readToken({ api }: GithubApp, status: number, text: string): InstallationToken {
  let answer: { readonly token?: unknown; readonly expires_at?: unknown; readonly message?: unknown } | null
  try {
    answer = JSON.parse(text) as typeof answer
  } catch {
    answer = null
  }
  if (status !== 201) {
    const said = typeof answer?.message === 'string' ? `: ${answer.message.slice(0, 300)}` : ''
    throw new Error(`${api.host} gave no installation access token, and answered ${status}${said}`)
  }
  const { token, expires_at: expires } = answer ?? {}
  const expiresAt = typeof expires === 'string' ? Date.parse(expires) : Number.NaN
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token) || Number.isNaN(expiresAt)) {
    throw new Error(`${api.host} answered with something that is no installation access token`)
  }
  return { token, expiresAt }
}

/** The app's own token ("Generating a JSON Web Token for a GitHub App"): clocks may differ by a minute. */
async function appToken({ appId, privateKey }: GithubApp, at: number): Promise<string> {
  let key: ReturnType<typeof createPrivateKey>
  try {
    key = createPrivateKey(await privateKey())
  } catch (thrown) {
    // OpenSSL's own words about a key may quote it.
    const unread = thrown instanceof Error && /^(?:env|file):|ENOENT|EACCES/.test(thrown.message)
    throw unread ? thrown : new Error("the app's private key is no private key in PEM")
  }
  const seconds = Math.floor(at / 1000)
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(appId)
    .setIssuedAt(seconds - 60)
    .setExpirationTime(seconds + 540)
    .sign(key)
}
