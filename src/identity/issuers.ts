import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { type ErrorCode, GatewayError } from '../core/errors.ts'
import { realTiming, type Timing } from '../core/timing.ts'
import { claimOf, isKept } from './claims.ts'
import { createKeySet } from './keys.ts'
import { type MetadataSource, readKeys } from './metadata.ts'
import type { Kind, Preset } from './presets/preset.ts'
import { refusedFor } from './refusals.ts'

/** An OpenID Connect issuer whose ID tokens may be exchanged. */
export interface Issuer extends MetadataSource {
  readonly name: string
  readonly audience: string
  /** JWS algorithms (RFC 7518) that are accepted; never taken from the token. */
  readonly algorithms: readonly string[]
  /** Claims whose values together name one CI run. */
  readonly run: readonly string[]
  /** What is known of its tokens. */
  readonly preset: Preset
}

/** A token that holds, of whatever kind it is. */
export interface VerifiedToken {
  readonly issuer: Pick<Issuer, 'name' | 'run' | 'preset'>
  /** `exp` is in seconds since the epoch. */
  readonly claims: JWTPayload & { readonly sub: string; readonly exp: number }
  /** What makes it this token: whatever else has the same serves no more once this has. */
  readonly once: string
  /** When its subject's session ends at its issuer, in milliseconds since the epoch; null where it doesn't say. */
  readonly sessionEnd: number | null
}

/** Seconds by which an issuer's clock may differ from ours. */
export const CLOCK_SKEW = 30

/**
 * Verifies ID tokens (OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725), and that they have the claims which their
 * issuer's preset says they have.
 *
 * @throws ERR_TOKEN_MALFORMED, _ALGORITHM, _ISSUER, _SIGNATURE, _AUDIENCE, _EXPIRED, _NOT_YET_VALID, _CLAIMS: which
 * check failed, and nothing of what would have passed it; ERR_ISSUER_UNAVAILABLE where no key could be had
 */
export function createVerifier(
  issuers: readonly Issuer[],
  now: () => number,
  timing: Timing = realTiming,
): (token: string) => Promise<VerifiedToken> {
  const keys = new Map<string, JWTVerifyGetKey>(
    issuers.map((issuer) => [issuer.name, createKeySet(() => readKeys(issuer), timing)]),
  )

  return async (token) => {
    const { algorithm, iss } = read(token)
    const issuer = issuers.find((it) => it.issuer === iss)
    if (issuer === undefined) throw refused('ERR_TOKEN_ISSUER', "The ID token's issuer is not trusted here.")
    try {
      if (!issuer.algorithms.includes(algorithm)) throw refused('ERR_TOKEN_ALGORITHM', ALGORITHM)
      const { payload } = await jwtVerify(token, keys.get(issuer.name)!, {
        issuer: issuer.issuer,
        audience: issuer.audience,
        algorithms: [...issuer.algorithms],
        requiredClaims: ['sub', 'exp', 'iat'],
        clockTolerance: CLOCK_SKEW,
        currentDate: new Date(now()),
      })
      // Without the signature, which can be written in more ways than one.
      const once = token.slice(0, token.lastIndexOf('.'))
      return { issuer, claims: checked(payload, issuer.preset, now()), once, sessionEnd: null }
    } catch (thrown) {
      throw refusedFor(issuer.name, translated(thrown))
    }
  }
}

/** What jose leaves unchecked: that claims are what they should be, and that the token wasn't issued in the future. */
function checked(payload: JWTPayload, { required, optional }: Preset, now: number): VerifiedToken['claims'] {
  if (typeof payload.sub !== 'string' || payload.sub === '' || !isKept(payload.sub))
    throw refused('ERR_TOKEN_CLAIMS', CLAIM('sub'))
  if (Number.isNaN(new Date(payload.exp! * 1000).getTime())) throw refused('ERR_TOKEN_CLAIMS', CLAIM('exp'))
  if (payload.iat! > now / 1000 + CLOCK_SKEW) throw refused('ERR_TOKEN_NOT_YET_VALID', 'The ID token is not valid yet.')
  for (const [name, kind] of Object.entries({ ...required, ...optional })) {
    const value = claimOf(payload, name) ?? undefined
    if (value === undefined ? Object.hasOwn(required, name) : !isOfKind(kind, value))
      throw refused('ERR_TOKEN_CLAIMS', CLAIM(name))
  }
  return payload as VerifiedToken['claims']
}

function isOfKind(kind: Kind, value: unknown): boolean {
  if (kind === 'flag') return typeof value === 'boolean'
  return (typeof value === 'string' && value !== '') || (kind === 'id' && Number.isSafeInteger(value))
}

function read(token: string): { algorithm: string; iss: unknown } {
  try {
    const { alg, crit } = decodeProtectedHeader(token)
    if (crit !== undefined) throw new Error('no critical header parameter is understood here')
    return { algorithm: String(alg), iss: decodeJwt(token).iss }
  } catch (cause) {
    throw refused('ERR_TOKEN_MALFORMED', 'The ID token is not a signed JWT.', cause)
  }
}

function translated(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  if (thrown instanceof errors.JWTExpired) return refused('ERR_TOKEN_EXPIRED', 'The ID token has expired.', thrown)
  if (thrown instanceof errors.JWTClaimValidationFailed) {
    if (thrown.claim === 'aud')
      return refused('ERR_TOKEN_AUDIENCE', 'The ID token was made for another audience.', thrown)
    if (thrown.claim === 'nbf' && thrown.reason === 'check_failed')
      return refused('ERR_TOKEN_NOT_YET_VALID', 'The ID token is not valid yet.', thrown)
    return refused('ERR_TOKEN_CLAIMS', CLAIM(thrown.claim), thrown)
  }
  if (
    thrown instanceof errors.JWSSignatureVerificationFailed ||
    thrown instanceof errors.JWKSNoMatchingKey ||
    thrown instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return refused('ERR_TOKEN_SIGNATURE', "The ID token's signature is not its issuer's.", thrown)
  }
  if (thrown instanceof errors.JWSInvalid || thrown instanceof errors.JWTInvalid)
    return refused('ERR_TOKEN_MALFORMED', 'The ID token is not a signed JWT.', thrown)
  if (thrown instanceof errors.JOSENotSupported) return refused('ERR_TOKEN_ALGORITHM', ALGORITHM, thrown)
  return unavailable(thrown)
}

const ALGORITHM = "The ID token's algorithm is not accepted from its issuer."
const CLAIM = (name: string): string => `The ID token's claim "${name}" is missing or wrong.`

function refused(code: ErrorCode, message: string, cause?: unknown): GatewayError {
  return new GatewayError(code, message, cause === undefined ? {} : { cause })
}

function unavailable(cause: unknown): GatewayError {
  return new GatewayError('ERR_ISSUER_UNAVAILABLE', "The ID token's issuer could not be asked for its keys.", {
    fix: 'Retry; if it persists, the gateway cannot reach the issuer.',
    cause,
  })
}
