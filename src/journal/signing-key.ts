import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import { GatewayError } from '../core/errors.ts'

/** What checkpoints are signed with. */
export interface SigningKey {
  readonly privateKey: KeyObject
  /** Its public half, with `kid`, `alg` and `use`. */
  readonly jwk: JWK & { readonly kid: string }
}

/**
 * An Ed25519 key (RFC 8032).
 *
 * @param pem PKCS #8 (RFC 5958)
 * @throws ERR_CONFIG where it is none
 */
export async function readSigningKey(pem: string): Promise<SigningKey> {
  const privateKey = parsed(pem)
  if (privateKey?.asymmetricKeyType !== 'ed25519') {
    throw new GatewayError('ERR_CONFIG', "The journal's signing key is no private Ed25519 key in PEM.", {
      fix: 'Make one: openssl genpkey -algorithm ed25519',
    })
  }
  const jwk = await publicJwk(createPublicKey(privateKey))
  return { privateKey, jwk }
}

/** A public key as it is published: named by its thumbprint (RFC 7638). */
export async function publicJwk(key: KeyObject): Promise<SigningKey['jwk']> {
  const jwk = await exportJWK(key)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' }
}

/**
 * The key in a file that only its owner may read, made there the first time.
 *
 * @throws ERR_CONFIG where others may read it
 */
export async function ownSigningKey(file: string): Promise<SigningKey> {
  await make(file)
  const { mode } = await stat(file)
  if ((mode & 0o077) !== 0) {
    throw new GatewayError('ERR_CONFIG', `Others than its owner may read ${file}.`, {
      fix: `Move it away, and start again: a new one is made. Keep its public key, for what it has signed.`,
    })
  }
  return readSigningKey(await readFile(file, 'utf8'))
}

/** Whole or not at all, and once, however many gateways start at the same time. */
async function make(file: string): Promise<void> {
  if ((await stat(file).catch(() => null)) !== null) return
  const draft = join(dirname(file), `.journal-key-${process.pid}-${randomBytes(4).toString('hex')}`)
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(draft)
}

function parsed(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}
