import 'reflect-metadata'
import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { SignedXml } from 'xml-crypto'
import { NOON } from '../../support/rows.ts'

/** An identity provider's key, and the certificate that it publishes, both as PEM. */
export interface ProviderKey {
  readonly privateKey: string
  readonly certificate: string
  readonly publicKey: KeyObject
}

x509.cryptoProvider.set(webcrypto as never)

export async function providerKey(bits = 2048): Promise<ProviderKey> {
  const algorithm = {
    ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: bits },
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=idp.test', keys, signingAlgorithm: algorithm, serialNumber: '01' },
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
  })
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const pem = certificate.toString('pem')
  return {
    // In parts, so that nobody takes this line for a key.
    privateKey: `${'-----BEGIN PRIVATE'} KEY-----\n${bytes.toString('base64')}\n-----END PRIVATE KEY-----\n`,
    certificate: `${pem}\n`,
    publicKey: createPublicKey(pem),
  }
}

export const ENTITY = 'https://idp.test/saml'
export const AUDIENCE = 'https://gate.test'
export const RECIPIENT = 'https://gate.test/oauth/token'

/** Parts of an assertion, each as XML; undefined for what an ordinary one has. */
export interface AssertionParts {
  readonly id?: string
  readonly version?: string
  readonly issued?: number
  readonly issuer?: string
  readonly subject?: string
  readonly nameId?: string
  readonly confirmation?: string
  readonly conditions?: string
  readonly audience?: string
  readonly statements?: string
  /** Right before the end. */
  readonly more?: string
}

/** A moment so many seconds from noon, as SAML writes it. */
export const at = (seconds: number, noon = NOON) => new Date(noon + seconds * 1000).toISOString()

export function confirmation(attributes: { [name: string]: string } = {}, noon = NOON): string {
  const all = { NotOnOrAfter: at(300, noon), Recipient: RECIPIENT, ...attributes }
  const written = Object.entries(all).flatMap(([name, value]) => (value === '' ? [] : [` ${name}="${value}"`]))
  return `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData${written.join('')}/></saml:SubjectConfirmation>`
}

export function attribute(name: string, ...values: string[]): string {
  const inside = values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')
  return `<saml:Attribute Name="${name}">${inside}</saml:Attribute>`
}

/** An assertion that nobody has signed yet. */
export function assertionOf(parts: AssertionParts = {}, noon = NOON): string {
  const nameId = parts.nameId ?? '<saml:NameID>pipeline-7</saml:NameID>'
  const subject =
    parts.subject ?? `<saml:Subject>${nameId}${parts.confirmation ?? confirmation({}, noon)}</saml:Subject>`
  const audience =
    parts.audience ?? `<saml:AudienceRestriction><saml:Audience>${AUDIENCE}</saml:Audience></saml:AudienceRestriction>`
  const conditions =
    parts.conditions ??
    `<saml:Conditions NotBefore="${at(-60, noon)}" NotOnOrAfter="${at(300, noon)}">${audience}</saml:Conditions>`
  const statements =
    parts.statements ??
    `<saml:AttributeStatement>${attribute('repository', 'acme/shop')}${attribute('run_id', '7')}</saml:AttributeStatement>`
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${parts.id ?? '_a1'}" Version="${parts.version ?? '2.0'}" IssueInstant="${at(parts.issued ?? -60, noon)}"><saml:Issuer>${parts.issuer ?? ENTITY}</saml:Issuer>${subject}${conditions}${statements}${parts.more ?? ''}</saml:Assertion>`
}

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'

export interface SigningOptions {
  readonly signatureAlgorithm?: string
  readonly canonicalizationAlgorithm?: string
  readonly digestAlgorithm?: string
  readonly transforms?: string[]
  /** What is signed; the root otherwise. */
  readonly xpath?: string
  /** Published in KeyInfo. */
  readonly certificate?: string
  readonly emptyUri?: boolean
}

/** Signs the document's root, or what the XPath names, and puts the signature right after the issuer. */
export function sign(xml: string, key: ProviderKey, options: SigningOptions = {}): string {
  const signed = new SignedXml({
    privateKey: key.privateKey,
    ...(options.certificate === undefined ? {} : { publicCert: options.certificate }),
    signatureAlgorithm: (options.signatureAlgorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256') as never,
    canonicalizationAlgorithm: (options.canonicalizationAlgorithm ?? EXCLUSIVE) as never,
  })
  signed.addReference({
    xpath: options.xpath ?? '/*',
    transforms: (options.transforms ?? ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXCLUSIVE]) as never,
    digestAlgorithm: (options.digestAlgorithm ?? 'http://www.w3.org/2001/04/xmlenc#sha256') as never,
    ...(options.emptyUri ? { isEmptyUri: true } : {}),
  })
  signed.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
  })
  return signed.getSignedXml()
}

export const encoded = (xml: string) => Buffer.from(xml).toString('base64url')
