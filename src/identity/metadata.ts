import http from 'node:http'
import https from 'node:https'
import type { JWK } from 'jose'

/** Where an issuer's metadata is, and what it takes to read it. */
export interface MetadataSource {
  /** Issuer identifier: its metadata come by OpenID Connect Discovery 1.0. */
  readonly issuer: string
  /** PEM of the authorities that its server's certificate may come from; null where the system's count. */
  readonly ca: string | null
  /** The bearer token that its server asks for; null where it asks for none. */
  readonly bearer: (() => Promise<string>) | null
}

/** Milliseconds that one answer may take. */
const TIMEOUT = 5_000
/** Bytes of an answer, and keys of a set, that are read at most. */
const LONGEST = 262_144
const MOST_KEYS = 100

/**
 * The keys by which an issuer signs (OpenID Connect Discovery 1.0, section 4; RFC 7517), without those that nothing may
 * be verified by. No redirect is followed.
 *
 * @throws Error, for whoever reads the log
 */
export async function readKeys(source: MetadataSource): Promise<JWK[]> {
  const { issuer } = source
  const metadata = (await readJson(
    new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
    source,
  )) as {
    issuer?: unknown
    jwks_uri?: unknown
  } | null
  if (metadata?.issuer !== issuer) throw new Error(`discovery names the issuer ${String(metadata?.issuer)}`)
  const place = new URL(String(metadata.jwks_uri))
  if (place.protocol !== new URL(issuer).protocol) throw new Error(`jwks_uri is ${place.protocol}`)
  const set = (await readJson(place, source)) as { keys?: unknown } | null
  if (!Array.isArray(set?.keys) || set.keys.length > MOST_KEYS) throw new Error('jwks_uri answers no set of keys')
  const keys = set.keys.filter(isUsable)
  if (keys.length === 0) throw new Error('the issuer publishes no key that anything may be verified by')
  return keys
}

async function readJson(url: URL, { issuer, ca, bearer }: MetadataSource): Promise<unknown> {
  // Kubernetes' API server publishes its keys at its own address, with a certificate of the cluster's authority.
  const known = url.origin === new URL(issuer).origin || ca !== null
  const authorization = bearer !== null && known ? { authorization: `Bearer ${await bearer()}` } : {}
  const { get } = url.protocol === 'https:' ? https : http
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { accept: 'application/json', ...authorization }
    const signal = AbortSignal.timeout(TIMEOUT)
    get(url, { agent: false, headers, signal, ...(ca === null ? {} : { ca }) }, (answer) => {
      const chunks: Buffer[] = []
      let length = 0
      answer.on('error', reject)
      answer.on('data', (chunk: Buffer) => {
        length += chunk.length
        chunks.push(chunk)
        if (length > LONGEST) answer.destroy(new Error(`${url.href} answers more than ${LONGEST} bytes`))
      })
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()))
      if (answer.statusCode !== 200) answer.destroy(new Error(`${url.href} answers ${answer.statusCode}`))
    }).on('error', reject)
  })
  return JSON.parse(text)
}

/** Bits of an RSA modulus, and what its exponent must exceed (RFC 7518, section 3.3; NIST SP 800-56B, section 6.2). */
const RSA_BITS = 2_048
const RSA_EXPONENT = 65_536n

/** Public keys for signatures only. A shared secret that is published is nobody's secret, and so is a private key. */
function isUsable(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null) return false
  const { kty, use, key_ops: operations, d, n, e } = key as { [parameter: string]: unknown }
  if (d !== undefined || (use !== undefined && use !== 'sig')) return false
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return false
  if (kty === 'EC' || kty === 'OKP') return true
  if (kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') return false
  return whole(n).toString(2).length >= RSA_BITS && whole(e) > RSA_EXPONENT
}

function whole(base64url: string): bigint {
  return BigInt(`0x0${Buffer.from(base64url, 'base64url').toString('hex')}`)
}
