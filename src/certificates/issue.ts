import 'reflect-metadata'
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { GatewayError } from '../core/errors.ts'

x509.cryptoProvider.set(webcrypto as never)

/** Milliseconds by which certificates are backdated: a client's clock may be behind ours. */
const BACKDATED = 3_600_000
/** Milliseconds for which a host's certificate is good. */
export const LEAF_LIFE = 2 * 86_400_000
/** The same for the gateway's own authority, which images and trust stores carry for long. */
const AUTHORITY_LIFE = 10 * 365 * 86_400_000
/** The most characters that a common name may have (RFC 5280, appendix A.1, ub-common-name). */
const LONGEST_NAME = 64

/** Who signs: a certificate, and its key. */
export interface Issuer {
  readonly certificate: x509.X509Certificate
  readonly key: webcrypto.CryptoKey
  readonly algorithm: webcrypto.EcdsaParams | webcrypto.AlgorithmIdentifier
}

/** A new authority for this key, in PEM (RFC 5280, section 4.2.1.9): it signs hosts' certificates, and no other authority's. */
export async function makeAuthority(privatePem: string, now: number): Promise<string> {
  const { key, algorithm } = await importedKey(createPrivateKey(privatePem))
  const publicKey = await importedPublicKey(createPrivateKey(privatePem))
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    // Verifiers look issuers up by name, and may trust more than one gateway.
    name: [{ CN: [`Sallyport CA ${randomBytes(4).toString('hex')}`] }],
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(now + AUTHORITY_LIFE),
    keys: { privateKey: key, publicKey },
    signingAlgorithm: algorithm as webcrypto.EcdsaParams,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  })
  return pemOf(made)
}

/**
 * Who signs by this certificate and this key, both in PEM.
 *
 * @throws ERR_CONFIG where they don't belong together, or the certificate may sign no others
 */
export async function issuerOf(certificatePem: string, privatePem: string): Promise<Issuer> {
  const wrong = (what: string, cause?: unknown) =>
    new GatewayError('ERR_CONFIG', `The certificate authority ${what}.`, cause === undefined ? {} : { cause })
  let certificate: x509.X509Certificate
  let keyObject: KeyObject
  try {
    certificate = new x509.X509Certificate(certificatePem)
    keyObject = createPrivateKey(privatePem)
  } catch (cause) {
    throw wrong("can't be read: both files must be PEM, the key without a passphrase", cause)
  }
  if (certificate.getExtension(x509.BasicConstraintsExtension)?.ca !== true) {
    throw wrong('must be a CA certificate (basicConstraints CA:TRUE)')
  }
  const spki = createPublicKey(keyObject).export({ type: 'spki', format: 'der' })
  if (!spki.equals(Buffer.from(certificate.publicKey.rawData))) throw wrong("has another certificate's key")
  return { certificate, ...(await importedKey(keyObject)) }
}

/** A certificate for one host name or IP address, in PEM, signed by the issuer (RFC 5280; RFC 6125, section 6.4). */
export async function makeLeaf(
  issuer: Issuer,
  host: string,
  publicKey: webcrypto.CryptoKey,
  now: number,
): Promise<string> {
  const { certificate, key, algorithm } = issuer
  const authority = certificate.getExtension(x509.SubjectKeyIdentifierExtension)
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [host.length > LONGEST_NAME ? 'Sallyport' : host] }],
    issuer: certificate.subjectName,
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(Math.min(now + LEAF_LIFE, certificate.notAfter.getTime())),
    publicKey,
    signingKey: key,
    signingAlgorithm: algorithm as webcrypto.EcdsaParams,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: isIP(host) ? 'ip' : 'dns', value: host }]),
      authority === null
        ? await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey)
        : new x509.AuthorityKeyIdentifierExtension(authority.keyId),
    ],
  })
  return pemOf(made)
}

/** The public half of a P-256 key, as {@link makeLeaf} takes it. */
export function importedPublicKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return webcrypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify'])
}

async function importedKey(key: KeyObject): Promise<Pick<Issuer, 'key' | 'algorithm'>> {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' })
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  const curve = namedCurve === undefined ? undefined : CURVES.get(namedCurve)
  if (curve !== undefined) {
    const algorithm = { name: 'ECDSA', hash: curve.hash }
    const named = { name: 'ECDSA', namedCurve: curve.name }
    return { algorithm, key: await webcrypto.subtle.importKey('pkcs8', pkcs8, named, false, ['sign']) }
  }
  if (key.asymmetricKeyType === 'rsa') {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    return { algorithm, key: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']) }
  }
  throw new GatewayError('ERR_CONFIG', "The certificate authority's key must be of P-256, P-384 or RSA.")
}

/** By OpenSSL's names. */
const CURVES: ReadonlyMap<string, { readonly name: string; readonly hash: string }> = new Map([
  ['prime256v1', { name: 'P-256', hash: 'SHA-256' }],
  ['secp384r1', { name: 'P-384', hash: 'SHA-384' }],
])

/** Positive, and of 64 random bits or more (CA/Browser Forum, Baseline Requirements, 7.1). */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes.toString('hex')
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`
}
