import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto'
import { SignJWT } from 'jose'
import { SourceError } from '../fault.ts'
import type { SecretReference } from '../secrets/reference.ts'
import type { Source, Surroundings } from '../source.ts'
import { askForToken, claimsOf } from './token.ts'

/** An application that is registered with Microsoft Entra. */
export interface AzureClient {
  readonly kind: 'azure_client'
  readonly tenant: string
  readonly clientId: string
  readonly proof:
    | { readonly kind: 'secret'; readonly secret: SecretReference }
    | { readonly kind: 'certificate'; readonly certificate: SecretReference; readonly key: SecretReference }
    /** The token of an identity provider that the application trusts. */
    | { readonly kind: 'federated_token'; readonly token: SecretReference }
  readonly scope: string
  /** `https://login.microsoftonline.com`, or that of another cloud. */
  readonly authority: URL
}

const BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** Seconds that an assertion is good for. */
const LIFE = 300

/**
 * Bearer tokens by client credentials ("Microsoft identity platform and the OAuth 2.0 client credentials flow"), the
 * application known by a secret, a certificate or another identity provider's token.
 */
export function azureClient(configured: AzureClient, surroundings: Surroundings): Source {
  const { tenant, clientId, scope, authority } = configured
  const url = new URL(`${authority.href.replace(/\/$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`)
  const tokens = surroundings.shortLived<null, string>({
    keyOf: () => '',
    async fetch(_, signal) {
      const proof = await proofOf(configured, url, surroundings)
      const parameters = { grant_type: 'client_credentials', client_id: clientId, scope, ...proof }
      return askForToken({ url, parameters }, surroundings, signal)
    },
  })
  return {
    async open() {
      const { value, expiresAt } = await tokens.get(null)
      return { credential: { kind: 'bearer', token: value }, expiresAt }
    },
    async whoAmI({ credential }) {
      const claims = credential.kind === 'bearer' ? claimsOf(credential.token) : null
      const { app_displayname: name, oid, tid } = claims ?? {}
      const object = oid === undefined ? '' : `, object ${oid}`
      return `the application ${name ?? clientId}${object} of tenant ${tid ?? tenant}`
    },
  }
}

async function proofOf(
  { clientId, proof }: AzureClient,
  url: URL,
  { read, now, known }: Surroundings,
): Promise<{ [parameter: string]: string }> {
  if (proof.kind === 'secret') return { client_secret: await read(proof.secret) }
  if (proof.kind === 'federated_token') {
    return { client_assertion_type: BEARER, client_assertion: await read(proof.token) }
  }
  const [certificate, key] = await Promise.all([read(proof.certificate), read(proof.key)])
  const assertion = await signed(clientId, url, { certificate, key }, now())
  known.remember([assertion], now() + LIFE * 1000)
  return { client_assertion_type: BEARER, client_assertion: assertion }
}

/** "Microsoft identity platform application authentication certificate credentials". */
async function signed(
  clientId: string,
  url: URL,
  pem: { readonly certificate: string; readonly key: string },
  at: number,
): Promise<string> {
  const seconds = Math.floor(at / 1000)
  const jwt = new SignJWT()
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(url.href)
    .setJti(randomUUID())
    .setNotBefore(seconds)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + LIFE)
  try {
    const thumbprint = createHash('sha256').update(new X509Certificate(pem.certificate).raw).digest('base64url')
    return await jwt
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
      .sign(createPrivateKey(pem.key))
  } catch {
    // OpenSSL's own words about a key may quote it.
    const what = "the application's certificate and RSA key can't be read as PEM"
    throw new SourceError("can't be read as it is configured", what)
  }
}
