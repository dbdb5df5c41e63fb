import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { GatewayError } from '../../core/errors.ts'
import type { IdentityProvider } from './assertions.ts'

/** An identity provider as it is configured. */
export interface ConfiguredProvider {
  readonly name: string
  readonly entityId: string
  /** Absolute paths of PEM files. */
  readonly certificates: readonly string[]
  readonly audience: string
  /** Null where that is the gateway's own token endpoint. */
  readonly recipient: string | null
  readonly run: readonly string[]
}

/** Says what is wrong with a file that should be a provider's certificate, in words that go after its field; else null. */
export async function certificateFault(path: string): Promise<string | null> {
  return publicKey(path).then(
    () => null,
    () => `names the file ${path}, which is no certificate of an RSA key of ${LEAST_BITS} bits or more`,
  )
}

/** Bits of an RSA key (NIST SP 800-131A). */
const LEAST_BITS = 2_048

/**
 * The provider, with its certificates' keys. Whether a certificate has expired is nothing to its key: SAML metadata pin
 * keys, and operators take them out.
 *
 * @param endpoint the gateway's own token endpoint
 * @throws ERR_CONFIG naming the file that holds no certificate of an RSA key that is strong enough
 */
export async function openProvider(
  { certificates, recipient, ...provider }: ConfiguredProvider,
  endpoint: () => string,
): Promise<IdentityProvider> {
  const keys = await Promise.all(certificates.map(publicKey))
  return { ...provider, keys, recipient: recipient === null ? endpoint : () => recipient }
}

async function publicKey(path: string) {
  try {
    const { publicKey: key } = new X509Certificate(await readFile(path))
    const bits = key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined
    if (bits === undefined || bits < LEAST_BITS) throw new Error('its key is no RSA key of 2048 bits or more')
    return key
  } catch (cause) {
    throw new GatewayError('ERR_CONFIG', `${path} is no certificate that SAML assertions can be verified by.`, {
      fix: `Name a PEM file of one certificate, with an RSA key of ${LEAST_BITS} bits or more.`,
      cause,
    })
  }
}
