import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeProtectedHeader, jwtVerify } from 'jose'

/** What GitHub was asked for. */
export interface TokenRequest {
  readonly path: string
  readonly headers: { readonly [name: string]: unknown }
  readonly body: unknown
  /** Claims and header of the app's own token, once its signature is verified. */
  readonly jwt: unknown
}

/** An answer other than a token. */
export interface OtherAnswer {
  readonly status: number
  readonly headers?: { readonly [name: string]: string }
  readonly body: string
}

/** GitHub as "Generating an installation access token for a GitHub App" describes it, on loopback. */
export async function startFakeGithub(now: () => number) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const requests: TokenRequest[] = []
  const answers: OtherAnswer[] = []
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
    const jwt = String(req.headers.authorization).replace(/^Bearer /, '')
    const { payload } = await jwtVerify(jwt, publicKey, { currentDate: new Date(now()) })
    requests.push({
      path: `${req.method} ${req.url}`,
      headers: req.headers,
      body: chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString()),
      jwt: { ...decodeProtectedHeader(jwt), ...payload },
    })
    const other = answers.shift()
    if (other !== undefined) {
      res.writeHead(other.status, other.headers).end(other.body)
      return
    }
    const body = {
      token: ['ghs', requests.length, 'x'.repeat(20)].join('_'),
      expires_at: new Date(now() + 3_600_000).toISOString(),
      permissions: {},
      repository_selection: 'selected',
    }
    res.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    api: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`),
    /** As GitHub hands it out: PKCS #1. */
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    requests,
    /** The next answers, before tokens again. */
    answers,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
