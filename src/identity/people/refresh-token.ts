import { EncryptJWT, jwtDecrypt } from 'jose'
import { z } from 'zod'

const content = z.object({ refreshToken: z.string() })

/**
 * A refresh token as it is kept: encrypted (RFC 7516), and each time otherwise.
 *
 * @param key 32 bytes
 */
export function sealRefreshToken(refreshToken: string, key: Uint8Array): Promise<string> {
  return new EncryptJWT({ refreshToken }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key)
}

/** Rejects where it wasn't sealed by this key. */
export async function unsealRefreshToken(sealed: string, key: Uint8Array): Promise<string> {
  const { payload } = await jwtDecrypt(sealed, key, {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  })
  return content.parse(payload).refreshToken
}
