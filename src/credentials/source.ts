import type { Credential } from '../core/connection.ts'
import { GatewayError } from '../core/errors.ts'
import type { OpenCredential } from '../core/ports.ts'
import { readSecret, type SecretReference } from './reference.ts'

/** How a connection is opened, its secret by reference. */
export type CredentialSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly secret: SecretReference }
  | { readonly kind: 'bearer'; readonly secret: SecretReference }
  | { readonly kind: 'header'; readonly name: string; readonly secret: SecretReference }

/** Milliseconds for which a value is used before its source is read again. */
const FRESH = 10_000

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
  let values: readonly string[] = []

  const remember = (credential: Credential): void => {
    const added = secretsOf(credential).filter((value) => !values.includes(value))
    if (added.length > 0) values = [...values, ...added]
  }

  const read = async (name: string): Promise<Credential> => {
    try {
      const credential = await openSource(sources.get(name) ?? { kind: 'none' }, environment)
      // Before anyone has it, so that it is masked from its first use on.
      remember(credential)
      return credential
    } catch (cause) {
      opened.delete(name)
      throw new GatewayError(
        'ERR_CREDENTIAL_UNAVAILABLE',
        `The credential of the connection "${name}" could not be opened; nothing was sent.`,
        {
          fix: "The gateway's log says why.",
          cause,
        },
      )
    }
  }

  return {
    known: () => values,
    async open(connection) {
      const cached = opened.get(connection.name)
      if (cached !== undefined && Math.abs(now() - cached.at) < FRESH) return cached.credential
      const credential = read(connection.name)
      opened.set(connection.name, { at: now(), credential })
      return credential
    },
  }
}

async function openSource(source: CredentialSource, environment: NodeJS.ProcessEnv): Promise<Credential> {
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
