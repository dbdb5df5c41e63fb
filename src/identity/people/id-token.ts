import { GatewayError } from '../../core/errors.ts'
import type { Clock } from '../../core/ports.ts'
import type { Timing } from '../../core/timing.ts'
import { CLOCK_SKEW, createVerifier, type VerifiedToken } from '../issuers.ts'
import { generic } from '../presets/generic.ts'

/** JWS algorithms (RFC 7518, RFC 8037, RFC 9864) whose keys can be published. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')
/** Seconds after which an ID token logs nobody in. */
const FRESH = 300

/**
 * Verifies ID tokens of people's identity provider: as those of CI systems are, and that they were issued to us
 * (OpenID Connect Core 1.0, section 3.1.3.7), just now.
 *
 * @param audience our client identifier there
 */
export function createIdTokenVerifier(
  { issuer, ca, audience }: { readonly issuer: string; readonly ca: string | null; readonly audience: string },
  now: Clock,
  timing: Timing,
): (token: string) => Promise<VerifiedToken['claims']> {
  const provider = {
    name: 'login',
    issuer,
    ca,
    audience,
    algorithms: ALGORITHMS,
    run: [],
    preset: generic,
    bearer: null,
  }
  const verify = createVerifier([provider], now, timing)
  return async (token) => {
    const { claims } = await verify(token)
    const { aud, azp, iat } = claims
    const [party, ...others] = azp === undefined ? [aud].flat() : [azp]
    if (party !== audience || others.length > 0)
      throw new GatewayError('ERR_TOKEN_AUDIENCE', 'The ID token was issued to another client.')
    if (iat! * 1000 < now() - (FRESH + CLOCK_SKEW) * 1000)
      throw new GatewayError('ERR_TOKEN_EXPIRED', 'The ID token is not of a login just now.', { fix: 'Log in anew.' })
    const { auth_time: at } = claims
    if (at !== undefined && !(Number.isSafeInteger(at) && (at as number) <= now() / 1000 + CLOCK_SKEW))
      throw new GatewayError('ERR_TOKEN_CLAIMS', 'The ID token\'s claim "auth_time" is wrong.')
    return claims
  }
}
