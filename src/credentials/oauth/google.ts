import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { isToken, noCredential, objectOf, said } from '../answer.ts'
import { SourceError } from '../fault.ts'
import type { SecretReference } from '../secrets/reference.ts'
import type { Issued } from '../short-lived.ts'
import type { Source, Surroundings } from '../source.ts'
import { askForIdToken, askForToken, claimsOf } from './token.ts'

/** A service account of Google Cloud. */
export interface GoogleServiceAccount {
  readonly kind: 'google_service_account'
  /** Its key, as Google's JSON file. */
  readonly key: SecretReference
  /** An access token for scopes, or an ID token for an audience. */
  readonly target: { readonly scopes: readonly string[] } | { readonly audience: string }
  /** The e-mail address of another account, which the key's may impersonate; null for the key's own. */
  readonly impersonate: string | null
  readonly tokenUri: URL
  /** Where accounts are impersonated: `https://iamcredentials.googleapis.com`. */
  readonly iamEndpoint: URL
}

interface Key {
  readonly email: string
  readonly id: string
  readonly pem: string
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** What a key has to be allowed before it may impersonate. */
const IMPERSONATE = { scopes: ['https://www.googleapis.com/auth/cloud-platform'] }
/** Seconds: the most that Google takes. */
const LIFE = 3_600

/**
 * Tokens for a signed assertion ("Using OAuth 2.0 for Server to Server Applications"; RFC 7523, section 2.1), or those of
 * another account ("IAM Service Account Credentials API", generateAccessToken, generateIdToken).
 */
export function googleServiceAccount(configured: GoogleServiceAccount, surroundings: Surroundings): Source {
  const { target, impersonate, tokenUri } = configured
  const { read, known, now, shortLived } = surroundings
  const own = async (of: GoogleServiceAccount['target'], signal: AbortSignal): Promise<Issued<string>> => {
    const assertion = await signed(keyOf(await read(configured.key)), tokenUri, of, now())
    known.remember([assertion], now() + LIFE * 1000)
    const request = { url: tokenUri, parameters: { grant_type: JWT_BEARER, assertion } }
    return 'scopes' in of ? askForToken(request, surroundings, signal) : askForIdToken(request, surroundings, signal)
  }
  const tokens = shortLived<null, string>({
    keyOf: () => '',
    async fetch(_, signal) {
      if (impersonate === null) return own(target, signal)
      const { value } = await own(IMPERSONATE, signal)
      return impersonated(configured, impersonate, value, surroundings, signal)
    },
  })
  return {
    async open() {
      const { value, expiresAt } = await tokens.get(null)
      return { credential: { kind: 'bearer', token: value }, expiresAt }
    },
    whoAmI: async () => `the service account ${impersonate ?? keyOf(await read(configured.key)).email}`,
  }
}

async function impersonated(
  { target, iamEndpoint }: GoogleServiceAccount,
  email: string,
  bearer: string,
  { http, known }: Surroundings,
  signal: AbortSignal,
): Promise<Issued<string>> {
  const method = 'scopes' in target ? 'generateAccessToken' : 'generateIdToken'
  const account = `/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}:${method}`
  const body = 'scopes' in target ? { scope: target.scopes, lifetime: `${LIFE}s` } : { ...target, includeEmail: true }
  const answer = await http.ask(new URL(iamEndpoint.href.replace(/\/$/, '') + account), {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  })
  const { host } = iamEndpoint
  const { accessToken, expireTime, token: idToken, error } = objectOf(answer) ?? {}
  if (answer.status !== 200) {
    const words = said((error as { message?: unknown } | undefined)?.message, known.mask)
    throw new SourceError('refused', `${host} gave no token for ${email}, and answered ${answer.status}${words}`)
  }
  const token = 'scopes' in target ? accessToken : idToken
  const expiresAt =
    'scopes' in target ? Date.parse(String(expireTime)) : (claimsOf(String(idToken))?.exp ?? Number.NaN) * 1000
  if (!isToken(token) || Number.isNaN(expiresAt)) throw noCredential(host, 'token')
  known.remember([token], expiresAt)
  return { value: token, expiresAt }
}

function keyOf(text: string): Key {
  const { type, client_email: email, private_key_id: id, private_key: pem } = objectOf({ status: 0, text }) ?? {}
  if (type !== 'service_account' || typeof email !== 'string' || typeof id !== 'string' || typeof pem !== 'string') {
    throw new SourceError("can't be read as it is configured", "the key is no service account's key in JSON")
  }
  return { email, id, pem }
}

async function signed(
  { email, id, pem }: Key,
  url: URL,
  target: GoogleServiceAccount['target'],
  at: number,
): Promise<string> {
  const seconds = Math.floor(at / 1000)
  const asked = 'scopes' in target ? { scope: target.scopes.join(' ') } : { target_audience: target.audience }
  const jwt = new SignJWT(asked)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: id })
    .setIssuer(email)
    .setAudience(url.href)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + LIFE)
  try {
    return await jwt.sign(createPrivateKey(pem))
  } catch {
    // OpenSSL's own words about a key may quote it.
    throw new SourceError("can't be read as it is configured", "the service account's private key is no RSA key in PEM")
  }
}
