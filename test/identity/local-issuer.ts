import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import type { Issuer } from '../../src/identity/issuers.ts'
import { generic } from '../../src/identity/presets/generic.ts'
import { NOON } from '../support/rows.ts'

/** Seconds since the epoch, at {@link NOON}. */
export const T = Math.floor(NOON / 1000)

/** An OpenID Connect issuer on loopback: discovery, keys, and tokens signed with them. */
export interface LocalIssuer {
  readonly config: Issuer
  /** Paths asked for, in order. */
  readonly asked: string[]
  /** What discovery answers instead of the truth. */
  metadata: Record<string, unknown>
  /** Replaces the signing key; the old one leaves the published set. */
  rotate(): Promise<void>
  /** The current public key as a PEM file. */
  publicKey(): Promise<string>
  /** Signs the claims of an ordinary token, changed as told; a claim set to undefined is left out. */
  sign(
    changes?: JWTPayload,
    header?: { alg?: string; kid?: string; crit?: string[] },
    key?: CryptoKey | Uint8Array,
  ): Promise<string>
  close(): Promise<void>
  reopen(): Promise<void>
}

export async function startIssuer(name = 'ci'): Promise<LocalIssuer> {
  const asked: string[] = []
  let kid = 0
  let keys: Awaited<ReturnType<typeof generateKeyPair>>
  let published: JWK
  let server: Server
  const rotate = async (): Promise<void> => {
    keys = await generateKeyPair('ES256', { extractable: true })
    published = { ...(await exportJWK(keys.publicKey)), kid: `key-${++kid}`, alg: 'ES256', use: 'sig' }
  }
  const listen = async (port: number): Promise<number> => {
    server = createServer((request, response) => {
      asked.push(request.url!)
      const discovery = { issuer: issuer.config.issuer, jwks_uri: `${issuer.config.issuer}/jwks`, ...issuer.metadata }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(request.url === '/jwks' ? { keys: [published] } : discovery))
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  await rotate()
  const port = await listen(0)
  const issuer: LocalIssuer = {
    config: {
      name,
      issuer: `http://127.0.0.1:${port}`,
      audience: 'https://gate.test',
      algorithms: ['ES256'],
      run: ['run_id', 'run_attempt'],
      preset: generic,
      ca: null,
      bearer: null,
    },
    asked,
    metadata: {},
    rotate,
    publicKey: () => exportSPKI(keys.publicKey),
    sign: (changes = {}, header = {}, key = keys.privateKey) =>
      new SignJWT({
        iss: issuer.config.issuer,
        aud: 'https://gate.test',
        sub: 'repo:acme/shop',
        iat: T,
        exp: T + 300,
        jti: crypto.randomUUID(),
        repository: 'acme/shop',
        run_id: '77',
        run_attempt: 1,
        ...changes,
      })
        .setProtectedHeader({ alg: 'ES256', kid: `key-${kid}`, ...header })
        .sign(key, header.crit === undefined ? {} : { crit: { [header.crit[0]!]: true } }),
    close: async () => {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
    reopen: async () => {
      await listen(port)
    },
  }
  return issuer
}
