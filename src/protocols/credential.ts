import type { Credential } from '../core/connection.ts'
import { GatewayError } from '../core/errors.ts'
import type { Headers } from '../core/request.ts'

/**
 * A request's header fields with the upstream's credential among them: `Authorization` (RFC 7617, RFC 6750) or the
 * credential's own field. Whatever stood in its place is dropped. Throws ERR_CREDENTIAL_UNAVAILABLE for a credential that
 * is no field.
 */
export function withCredential(headers: Headers, credential: Credential): Headers {
  const field = fieldOf(credential)
  const kept = headers.filter(([name]) => name !== 'authorization' && name !== field?.[0])
  return field === undefined ? kept : [...kept, field]
}

function fieldOf(credential: Credential): readonly [name: string, value: string] | undefined {
  switch (credential.kind) {
    case 'none':
      return undefined
    case 'basic': {
      const pair = Buffer.from(`${credential.username}:${credential.password}`).toString('base64')
      return ['authorization', `Basic ${pair}`]
    }
    case 'bearer':
      return ['authorization', `Bearer ${credential.token}`]
    case 'header':
      return [credential.name.toLowerCase(), credential.value]
    case 'aws':
      throw new GatewayError(
        'ERR_CREDENTIAL_UNAVAILABLE',
        "This connection's protocol has no place for its kind of credential; nothing was sent.",
      )
  }
}
