import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** An identity provider that answers what a test wants: discovery and keys are in order, the rest is as told. */
export interface FakeProvider {
  readonly url: string
  /** What it was asked, in order: path, and form. */
  readonly asked: {
    readonly path: string
    readonly authorization: string | undefined
    readonly form: URLSearchParams
  }[]
  /** The token endpoint's answer. */
  token: { status?: number; body: object }
  /** The answer about a person; null where it has no such endpoint. */
  userInfo: object | null
  /** Goes over what discovery says. */
  metadata: object
  /** Signs the claims of a login just now, changed as told; a claim set to undefined is left out. */
  sign(changes?: JWTPayload, header?: { alg?: string }, secret?: Uint8Array): Promise<string>
  close(): void
}

export async function startProvider(now: () => number): Promise<FakeProvider> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }
  const server = createServer(async (req, res) => {
    let text = ''
    for await (const chunk of req) text += chunk
    const path = req.url!.split('?')[0]!
    provider.asked.push({ path, authorization: req.headers.authorization, form: new URLSearchParams(text) })
    const answers: { readonly [path: string]: { status?: number; body: object } } = {
      '/.well-known/openid-configuration': { body: { ...discovery(), ...provider.metadata } },
      '/jwks': { body: { keys: [key] } },
      '/token': provider.token,
      '/me': { body: provider.userInfo ?? {} },
    }
    const { status = 200, body } = answers[path] ?? { status: 404, body: {} }
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const discovery = () => ({
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    ...(provider.userInfo === null ? {} : { userinfo_endpoint: `${url}/me` }),
  })
  const provider: FakeProvider = {
    url,
    asked: [],
    token: { body: {} },
    userInfo: null,
    metadata: {},
    sign(changes = {}, header = {}, secret) {
      const at = Math.floor(now() / 1000)
      const claims = {
        iss: url,
        aud: 'gate',
        sub: 'ada-1',
        iat: at,
        exp: at + 300,
        jti: crypto.randomUUID(),
        ...changes,
      }
      return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one', ...header }).sign(secret ?? privateKey)
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return provider
}
