import type { SecretReference } from '../secrets/reference.ts'
import type { Source, Surroundings } from '../source.ts'
import { askForToken, claimsOf } from './token.ts'

/** A client of any authorization server. */
export interface OauthClient {
  readonly kind: 'oauth_client'
  readonly tokenUrl: URL
  readonly clientId: string
  readonly secret: SecretReference
  readonly scope: string | null
  /** Not in RFC 6749; some servers want it. */
  readonly audience: string | null
}

/** Bearer tokens by client credentials (RFC 6749, section 4.4), the client known by HTTP Basic (section 2.3.1). */
export function oauthClient(configured: OauthClient, surroundings: Surroundings): Source {
  const { tokenUrl, clientId, secret, scope, audience } = configured
  const tokens = surroundings.shortLived<null, string>({
    keyOf: () => '',
    async fetch(_, signal) {
      const pair = `${encoded(clientId)}:${encoded(await surroundings.read(secret))}`
      const basic = Buffer.from(pair).toString('base64')
      surroundings.known.remember([basic])
      const parameters = {
        grant_type: 'client_credentials',
        ...(scope === null ? {} : { scope }),
        ...(audience === null ? {} : { audience }),
      }
      const headers = { authorization: `Basic ${basic}` }
      return askForToken({ url: tokenUrl, headers, parameters }, surroundings, signal)
    },
  })
  return {
    async open() {
      const { value, expiresAt } = await tokens.get(null)
      return { credential: { kind: 'bearer', token: value }, expiresAt }
    },
    async whoAmI({ credential }) {
      const claims = credential.kind === 'bearer' ? claimsOf(credential.token) : null
      return `the client ${clientId}${claims?.sub === undefined ? '' : `, subject ${claims.sub}`}`
    },
  }
}

/** As a form has it. */
function encoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
