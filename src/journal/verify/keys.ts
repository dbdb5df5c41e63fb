import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { GatewayError } from '../../core/errors.ts'
import { publicJwk } from '../signing-key.ts'

/** Public keys by which checkpoints are verified, by their thumbprint. */
export type VerificationKeys = ReadonlyMap<string, KeyObject>

/**
 * The Ed25519 keys of files: each PEM, a JWK or a JWK Set (RFC 7517).
 *
 * @throws ERR_REQUEST where one is none of them
 */
export async function readVerificationKeys(
  files: readonly { readonly name: string; readonly text: string }[],
): Promise<VerificationKeys> {
  const keys = new Map<string, KeyObject>()
  for (const { name, text } of files) {
    for (const key of keysOf(name, text)) {
      if (key.asymmetricKeyType !== 'ed25519') throw unreadable(name)
      keys.set((await publicJwk(key)).kid, key)
    }
  }
  return keys
}

function keysOf(name: string, text: string): readonly KeyObject[] {
  try {
    if (!text.trimStart().startsWith('{')) return [createPublicKey(text)]
    const read = JSON.parse(text) as { keys?: JsonWebKey[] } & JsonWebKey
    return (read.keys ?? [read]).map((key) => createPublicKey({ key, format: 'jwk' }))
  } catch {
    throw unreadable(name)
  }
}

function unreadable(name: string): GatewayError {
  return new GatewayError('ERR_REQUEST', `${name} holds no Ed25519 key: neither PEM, nor a JWK, nor a JWK Set.`, {
    fix: 'Have one printed by sallyport journal key.',
  })
}
