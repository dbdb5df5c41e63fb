import type { Connection, Credential } from '../core/connection.ts'
import { GatewayError } from '../core/errors.ts'
import type { Operation } from '../core/operation.ts'
import type { OpenCredential } from '../core/ports.ts'
import { createInstallationTokens, type InstallationToken } from './github-app.ts'
import { type TokenScope, tokenScope } from './github-permissions.ts'
import { readSecret, type SecretReference } from './reference.ts'

/** How a connection is opened, its secret by reference. */
export type CredentialSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly secret: SecretReference }
  | { readonly kind: 'bearer'; readonly secret: SecretReference }
  | { readonly kind: 'header'; readonly name: string; readonly secret: SecretReference }
  | {
      readonly kind: 'github_app'
      readonly appId: string
      readonly installationId: string
      /** The private key. */
      readonly secret: SecretReference
      readonly api: URL
    }

/** Milliseconds for which a value is used before its source is read again. */
const FRESH = 10_000
/** Milliseconds for which a token is masked after it has expired: records are still being written. */
const KEPT = 3_600_000
const NONE = { kind: 'none' } as const

/** Credentials of the configured connections, and every value that was opened so far, to be masked wherever it shows. */
export interface Credentials {
  readonly open: OpenCredential
  known(): readonly string[]
}

/** @param sources by connection name */
export function createCredentials(
  sources: ReadonlyMap<string, CredentialSource>,
  environment: NodeJS.ProcessEnv,
  now: () => number,
): Credentials {
  const opened = new Map<string, { at: number; credential: Promise<Credential> }>()
  const apps = new Map<string, (scope: TokenScope) => Promise<InstallationToken>>()
  for (const [name, source] of sources)
    if (source.kind === 'github_app') apps.set(name, tokensOf(source, environment, now))
  /** Until when each has to be masked, in milliseconds since the epoch. */
  let masked: ReadonlyMap<string, number> = new Map()
  let values: readonly string[] = []

  /** Before anyone has it, so that it is masked from its first use on. */
  const remember = (credential: Credential, until = Number.POSITIVE_INFINITY): void => {
    const added = secretsOf(credential).filter((value) => !masked.has(value))
    if (added.length === 0) return
    const left = [...masked].filter(([, end]) => end > now())
    masked = new Map([...left, ...added.map((value) => [value, until] as const)])
    values = [...masked.keys()]
  }

  const read = async (name: string): Promise<Credential> => {
    try {
      const source = sources.get(name)
      const credential = await openSource(
        source === undefined || source.kind === 'github_app' ? NONE : source,
        environment,
      )
      remember(credential)
      return credential
    } catch (cause) {
      opened.delete(name)
      throw unavailable(name, cause)
    }
  }

  const readToken = async (
    { name, protocol }: Connection,
    tokens: (scope: TokenScope) => Promise<InstallationToken>,
    operations: readonly Operation[],
  ): Promise<Credential> => {
    try {
      const { token, expiresAt } = await tokens(tokenScope(operations))
      const credential: Credential =
        protocol === 'git' ? { kind: 'basic', username: 'x-access-token', password: token } : { kind: 'bearer', token }
      remember(credential, expiresAt + KEPT)
      return credential
    } catch (cause) {
      throw unavailable(name, cause)
    }
  }

  return {
    known: () => values,
    async open(connection, operations) {
      const tokens = apps.get(connection.name)
      if (tokens !== undefined) return readToken(connection, tokens, operations)
      const cached = opened.get(connection.name)
      if (cached !== undefined && Math.abs(now() - cached.at) < FRESH) return cached.credential
      const credential = read(connection.name)
      opened.set(connection.name, { at: now(), credential })
      return credential
    },
  }
}

function unavailable(name: string, cause: unknown): GatewayError {
  return new GatewayError(
    'ERR_CREDENTIAL_UNAVAILABLE',
    `The credential of the connection "${name}" could not be opened; nothing was sent.`,
    { fix: "The gateway's log says why.", cause },
  )
}

type AppSource = CredentialSource & { readonly kind: 'github_app' }

function tokensOf({ secret, ...app }: AppSource, environment: NodeJS.ProcessEnv, now: () => number) {
  return createInstallationTokens({ ...app, privateKey: () => readSecret(secret, environment) }, now)
}

async function openSource(
  source: Exclude<CredentialSource, AppSource>,
  environment: NodeJS.ProcessEnv,
): Promise<Credential> {
  if (source.kind === 'none') return source
  const secret = await readSecret(source.secret, environment)
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(secret)) throw new Error('the secret holds control characters')
  if (source.kind === 'basic') return { kind: 'basic', username: source.username, password: secret }
  if (source.kind === 'bearer') return { kind: 'bearer', token: secret }
  return { kind: 'header', name: source.name, value: secret }
}

/** The value itself, and as it stands in an Authorization header. */
function secretsOf(credential: Credential): string[] {
  if (credential.kind === 'none') return []
  if (credential.kind === 'bearer') return [credential.token]
  if (credential.kind === 'header') return [credential.value]
  return [credential.password, Buffer.from(`${credential.username}:${credential.password}`).toString('base64')]
}
