import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { GatewayError } from '../core/errors.ts'
import { forgetOldest } from '../core/oldest.ts'
import { importedPublicKey, issuerOf, LEAF_LIFE, makeLeaf } from './issue.ts'

/** Hosts whose certificates are kept: who asks for ever new ones makes work, and takes no memory. */
const KEPT = 1_000

/** The gateway's certificate authority: what clients trust, and what the proxy answers intercepted hosts with. */
export interface Authority {
  /** The certificates alone, in PEM, for clients' trust stores. */
  readonly certificate: string
  /** TLS 1.2 or newer, with a certificate for a host name or an IP address without brackets. */
  contextOf(host: string): Promise<SecureContext>
}

/**
 * Signs a certificate for each host when it is first asked for, all with one key that lives as long as the process.
 *
 * @param certificates PEM; the first one signs, those after it are handed to clients, too
 * @throws ERR_CONFIG where it has expired; see `issuerOf`
 */
export async function createAuthority(certificates: string, key: string, now: () => number): Promise<Authority> {
  const blocks = certificates.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const issuer = await issuerOf(blocks[0] ?? '', key)
  const { notAfter } = issuer.certificate
  if (notAfter.getTime() <= now()) {
    const day = notAfter.toISOString().slice(0, 10)
    throw new GatewayError('ERR_CONFIG', `The certificate authority expired on ${day}: no client trusts it.`, {
      fix: 'Supply another; of one that the gateway made, delete ca.pem, and start again.',
    })
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKey = await importedPublicKey(privateKey)
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  // A root is in the client's trust store already; what stands between is not.
  const between = blocks.filter((block) => !isRoot(block))
  const kept = new Map<string, { readonly until: number; readonly context: Promise<SecureContext> }>()

  const make = async (host: string, at: number): Promise<SecureContext> => {
    const leaf = await makeLeaf(issuer, host, publicKey, at)
    return createSecureContext({ cert: [leaf, ...between].join('\n'), key: privatePem, minVersion: 'TLSv1.2' })
  }

  return {
    certificate: blocks.map((block) => `${block}\n`).join(''),
    contextOf(host) {
      const at = now()
      const known = kept.get(host)
      kept.delete(host)
      const fresh = known !== undefined && at < known.until && at > known.until - LEAF_LIFE
      const entry = fresh ? known : { until: at + LEAF_LIFE / 2, context: make(host, at) }
      kept.set(host, entry)
      forgetOldest(kept, KEPT)
      entry.context.catch(() => kept.delete(host))
      return entry.context
    },
  }
}

function isRoot(pem: string): boolean {
  const { subject, issuer } = new X509Certificate(pem)
  return subject === issuer
}
