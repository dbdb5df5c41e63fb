import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { CompactSign, importPKCS8 } from 'jose'
import type { Files } from '../../src/policy/bundle.ts'
import { canonicalJson } from '../../src/policy/canonical.ts'
import type { Verification } from '../../src/policy/signature.ts'

export const NOW = Date.UTC(2040, 0, 2, 12)

/** Keys of one algorithm, as the configuration and OPA take them. */
export interface Keys {
  readonly algorithm: string
  readonly signing: string
  readonly verifying: string
}

export function makeKeys(algorithm: string): Keys {
  if (algorithm.startsWith('HS')) {
    const secret = randomBytes(48).toString('base64')
    return { algorithm, signing: secret, verifying: secret }
  }
  const curve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[algorithm]
  const { privateKey, publicKey } =
    algorithm === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : curve === undefined
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: curve })
  return {
    algorithm,
    signing: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    verifying: String(publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

export function verificationBy(keys: Keys, changes: Partial<Verification> = {}): Verification {
  return { key: keys.verifying, algorithm: keys.algorithm, keyId: null, scope: null, at: NOW, ...changes }
}

/** The claims of a bundle's signature: its files, as OPA lists them. */
export function claimsOf(files: Files, changes: object = {}): object {
  const listed = [...files].map(([name, content]) => ({
    name,
    hash: createHash('sha256')
      .update(/^(\.manifest|data\.json)$/.test(name) ? canonicalJson(String(content)) : content)
      .digest('hex'),
    algorithm: 'SHA-256',
  }))
  return { files: listed, ...changes }
}

export async function tokenOf(claims: unknown, keys: Keys, header: object = {}): Promise<string> {
  const key = keys.algorithm.startsWith('HS')
    ? Buffer.from(keys.signing)
    : await importPKCS8(keys.signing, keys.algorithm)
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: keys.algorithm, ...header })
    .sign(key, { crit: { odd: true } })
}

/** The files with a `.signatures.json` that holds these tokens. */
export function signedBy(files: Files, ...signatures: unknown[]): Files {
  return new Map(files).set('.signatures.json', Buffer.from(JSON.stringify({ signatures })))
}
