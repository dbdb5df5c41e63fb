import type { Credential } from '../core/connection.ts'
import { SourceError } from './fault.ts'
import type { SecretReference } from './secrets/reference.ts'
import type { Opened, Source, Surroundings } from './source.ts'

/** A secret as it is configured, and where it goes. */
export type StaticSecret =
  | { readonly kind: 'basic'; readonly username: string; readonly secret: SecretReference }
  | { readonly kind: 'bearer'; readonly secret: SecretReference }
  | { readonly kind: 'header'; readonly name: string; readonly secret: SecretReference }

/** The secret as it is each time. */
export function staticSecret(configured: StaticSecret, { read }: Surroundings): Source {
  let last: { readonly secret: string; readonly opened: Opened } | undefined
  return {
    async open() {
      const secret = await read(configured.secret)
      if (last?.secret === secret) return last.opened
      if (/[\x00-\x08\x0a-\x1f\x7f]/.test(secret)) {
        throw new SourceError("can't be read as it is configured", 'the secret holds control characters')
      }
      // Basic is base64. Anything else would go out as other bytes than those that are masked, or not at all.
      if (configured.kind !== 'basic' && /[^\x00-\x7f]/.test(secret)) {
        throw new SourceError("can't be read as it is configured", 'the secret holds characters beyond ASCII')
      }
      last = { secret, opened: { credential: credentialOf(configured, secret), expiresAt: null } }
      return last.opened
    },
  }
}

function credentialOf(configured: StaticSecret, secret: string): Credential {
  if (configured.kind === 'basic') return { kind: 'basic', username: configured.username, password: secret }
  if (configured.kind === 'bearer') return { kind: 'bearer', token: secret }
  return { kind: 'header', name: configured.name, value: secret }
}
