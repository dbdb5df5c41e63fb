import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** What the gateway's proxy was asked, in order. */
export interface Asked {
  readonly request: string
  readonly authorization: string | undefined
}

/** A gateway as `sallyport run` sees one, on loopback: a made-up token endpoint, and a real proxy. */
export interface TestGateway {
  readonly url: string
  readonly proxyPort: number
  readonly asked: Asked[]
  /** Tokens of sessions that live. */
  readonly live: Set<string>
  /** Forms that the token endpoint and the revocation were sent. */
  readonly forms: Record<string, string>[]
  close(): Promise<void>
}

export interface TestGatewayOptions {
  /** Ports on loopback of the hosts that the proxy knows, by `host:port`; anything else it refuses. */
  readonly targets?: { readonly [authority: string]: number }
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer }
  /** Answers the token endpoint instead. */
  readonly exchange?: (form: Record<string, string>) => { status: number; body: object } | null
  readonly connections?: readonly object[]
  readonly proxy?: null
  /** For the environment of sessions' jobs. */
  readonly variables?: Readonly<Record<string, string>>
  readonly authority?: string
  /** Answers agents' paths that this gateway doesn't know: what a real one does. */
  readonly behind?: string
  /** Whether a token lives, where `behind` knows. */
  readonly lives?: (token: string) => Promise<boolean>
}

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const asked: Asked[] = []
  const forms: Record<string, string>[] = []
  const live = new Set<string>()
  const lives = options.lives ?? (async (token: string) => live.has(token))
  const proxy = createProxy(options, asked, lives)
  await listening(proxy)
  const proxyPort = portOf(proxy)

  const grant = (form: Record<string, string>): { status: number; body: object } => {
    const token = form.actor_token ?? `sallyport_${randomBytes(8).toString('hex')}`
    live.add(token)
    return {
      status: 200,
      body: { access_token: token, session: 'session-1', expires_in: 900, variables: options.variables },
    }
  }
  const agents = createServer(async (req, res) => {
    const answer = (status: number, body: object) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (req.url === '/.well-known/sallyport') {
      answer(200, {
        proxy: options.proxy === null ? null : { port: proxyPort, tls: options.tls !== undefined },
        audiences: ['sallyport'],
        sessions: 'https://people.test/sessions/',
        connections: options.connections ?? [],
      })
    } else if (req.url === '/ca.pem') {
      if (options.authority === undefined) answer(404, {})
      else res.end(options.authority)
    } else {
      const text = await textOf(req)
      const form = Object.fromEntries(new URLSearchParams(text))
      forms.push(form)
      if (options.behind !== undefined) {
        const type = { 'content-type': req.headers['content-type'] ?? 'text/plain' }
        const onward = await fetch(options.behind + req.url, { method: req.method!, body: text, headers: type })
        res.writeHead(onward.status).end(await onward.text())
      } else if (req.url === '/oauth/revoke') {
        live.delete(form.token!)
        res.end()
      } else {
        const { status, body } = options.exchange?.(form) ?? grant(form)
        answer(status, body)
      }
    }
  })
  await listening(agents)
  return {
    url: `http://127.0.0.1:${portOf(agents)}`,
    proxyPort,
    asked,
    live,
    forms,
    async close() {
      for (const server of [agents, proxy]) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

function createProxy(
  { tls, targets = {} }: TestGatewayOptions,
  asked: Asked[],
  lives: (token: string) => Promise<boolean>,
): Server {
  const known = async (req: IncomingMessage): Promise<boolean> => {
    const authorization = req.headers['proxy-authorization']
    asked.push({ request: `${req.method} ${req.url}`, authorization })
    const password = Buffer.from(authorization?.slice('Basic '.length) ?? '', 'base64').toString()
    return lives(password.slice(password.indexOf(':') + 1))
  }
  const forward: RequestListener = async (req, res) => {
    if (!(await known(req))) return void res.writeHead(407, { 'proxy-authenticate': 'Basic' }).end('no session\n')
    const headers = req.rawHeaders.join('\n')
    res.end(JSON.stringify({ request: `${req.method} ${req.url}`, headers, body: await textOf(req) }))
  }
  const server = tls === undefined ? createServer(forward) : createTlsServer(tls, forward)
  server.on('connect', async (req: IncomingMessage, client: Socket, head: Buffer) => {
    client.on('error', () => client.destroy())
    if (!(await known(req))) {
      return void client.write('HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 3\r\n\r\nno\n')
    }
    const port = targets[req.url!]
    if (port === undefined) {
      return void client.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 17\r\n\r\nnot on the list.\n')
    }
    const onward = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.write(head)
      client.pipe(onward)
      onward.pipe(client)
    })
    onward.on('error', () => client.destroy())
  })
  return server
}

async function textOf(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) text += chunk
  return text
}

async function listening(server: Server): Promise<void> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
