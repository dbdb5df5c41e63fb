import { EncryptJWT, errors, jwtDecrypt } from 'jose'
import { z } from 'zod'
import { GatewayError } from '../../core/errors.ts'

/** Seconds from leaving for the identity provider to being back. */
export const PENDING_SECONDS = 600

const pending = z.object({
  state: z.string(),
  nonce: z.string(),
  /** Of PKCE (RFC 7636). */
  verifier: z.string(),
  /** The page of ours to go to. */
  to: z.string(),
  /** The longest that the login may lie back, in seconds; null where any does. */
  within: z.number().nullable(),
})

/** A login that has begun, and isn't over. */
export type Pending = z.infer<typeof pending>

/**
 * What the browser keeps meanwhile, encrypted (RFC 7516): any replica can finish what another began, and none has to
 * remember it.
 *
 * @param key 32 bytes
 */
export function seal(begun: Pending, key: Uint8Array, now: number): Promise<string> {
  return new EncryptJWT({ ...begun })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(Math.floor(now / 1000) + PENDING_SECONDS)
    .encrypt(key)
}

/** @throws ERR_LOGIN_FAILED where we didn't write it, or too long ago */
export async function unseal(sealed: string | null, key: Uint8Array, now: number): Promise<Pending> {
  try {
    if (sealed === null) throw new errors.JWEInvalid('nothing is there')
    const { payload } = await jwtDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    })
    return pending.parse(payload)
  } catch (thrown) {
    if (!(thrown instanceof errors.JOSEError)) throw thrown
    throw new GatewayError(
      'ERR_LOGIN_FAILED',
      "This login wasn't begun in this browser, or more than ten minutes ago.",
      {
        fix: 'Begin again.',
      },
    )
  }
}
