import { randomUUID } from 'node:crypto'
import http from 'node:http'
import https, { type ServerOptions } from 'node:https'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import Provider from 'oidc-provider'
import { closeNow, listenOnLoopback } from './loopback.ts'

/** A development issuer: real OpenID Connect discovery and keys, and ID tokens for whoever asks. Loopback only. */
export interface DevelopmentIssuer {
  readonly url: string
  /** A CI job's ID token, with GitHub Actions' claim names; `claims` go over the sample's own. */
  idToken(claims?: Record<string, unknown>, options?: TokenOptions): Promise<string>
  /** A token with these claims alone. */
  sign(claims: Record<string, unknown>, options?: TokenOptions): Promise<string>
  close(): Promise<void>
}

interface TokenOptions {
  readonly audience?: string
  readonly lifetime?: string
}

/** What an issuer may ask of those who read its metadata: that they know its authority, and bring a token. */
export interface Guarded {
  readonly tls: ServerOptions
  readonly bearer: string
}

/**
 * Starts the issuer on loopback. Like a CI system's token service it mints ID tokens at `GET /id-token?run_id=…`
 * (any query parameter becomes a claim); unlike one it asks nobody who they are.
 */
export async function startIssuer(port = 0, guarded: Guarded | null = null): Promise<DevelopmentIssuer> {
  const server = guarded === null ? http.createServer() : https.createServer(guarded.tls)
  const plain = await listenOnLoopback(server, port)
  const url = guarded === null ? plain : plain.replace('http://127.0.0.1', 'https://localhost')
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' }
  const provider = new Provider(url, {
    adapter: Nothing as never,
    clients: [],
    jwks: { keys: [key as never] },
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: false } },
  })

  const sign: DevelopmentIssuer['sign'] = (claims, { audience = 'sallyport', lifetime = '5m' } = {}) =>
    new SignJWT({ ...claims, jti: randomUUID() })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' })
      .setIssuer(url)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(privateKey)
  const idToken: DevelopmentIssuer['idToken'] = (claims, options) => sign({ ...sampleClaims(), ...claims }, options)

  const answer = provider.callback()
  server.on('request', async (req, res) => {
    if (guarded !== null && req.headers.authorization !== `Bearer ${guarded.bearer}`) {
      return void res.writeHead(401).end()
    }
    const asked = new URL(req.url!, url)
    if (asked.pathname !== '/id-token') return void answer(req, res)
    const { audience, ...claims } = Object.fromEntries(asked.searchParams)
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify({ value: await idToken(claims, audience === undefined ? {} : { audience }) }))
  })
  return {
    url,
    idToken,
    sign,
    close: () => closeNow(server),
  }
}

function sampleClaims(): Record<string, string> {
  return {
    sub: 'repo:acme/shop:ref:refs/heads/main',
    repository: 'acme/shop',
    repository_owner: 'acme',
    event_name: 'push',
    ref: 'refs/heads/main',
    actor: 'ada',
    run_id: '1',
    run_attempt: '1',
  }
}

/** The provider's storage: it serves discovery and keys, and neither is stored. */
class Nothing {
  async find(): Promise<undefined> {}
}
