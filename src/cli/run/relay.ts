import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { type AddressInfo, isIP, type Socket, connect as tcpConnect } from 'node:net'
import { pipeline } from 'node:stream'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'
import { type AnswerHead, readAnswerHead } from './answer-head.ts'
import { closing, forAnswer, goingOn, lines } from './fields.ts'
import { AWAY, NO_PROXY_REQUEST, type Refused, refuse, refuseOn, STRANGER } from './relay-refusal.ts'

/** The gateway's forward proxy. */
export interface Upstream {
  readonly host: string
  readonly port: number
  /** Null for a plain proxy; else the authorities that are trusted, undefined for the machine's own. */
  readonly tls: { readonly trusted: readonly string[] | undefined } | null
  /** The session's token, as it is now. */
  readonly token: () => string
}

/**
 * A plain HTTP proxy on this machine that knows the session's token, so that nothing that uses it has to. It opens with
 * a password of its own, which opens nothing anywhere else.
 */
export interface Relay {
  readonly password: string
  readonly port: number
  /** Listens there as well: on a path, as a Unix socket, or on another address of this machine. */
  listenOn(place: string | { readonly host: string; readonly port: number }): Promise<void>
  close(): Promise<void>
}

/** Who uses the relay, to the relay and to the gateway's proxy. */
export const USER = 'run'

/** Starts a relay on loopback, on any free port. It sets no limit of time to anything. */
export async function startRelay(upstream: Upstream): Promise<Relay> {
  const password = randomBytes(24).toString('base64url')
  const expected = Buffer.from(basic(password))
  const known = (req: IncomingMessage): boolean => {
    const given = Buffer.from(req.headers['proxy-authorization'] ?? '')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
  const authorization = (): string => basic(upstream.token())
  const trust = upstream.tls?.trusted === undefined ? {} : { ca: [...upstream.tls.trusted] }
  const agent = upstream.tls === null ? new Agent({ keepAlive: true }) : new TlsAgent({ keepAlive: true, ...trust })
  const open = new Set<Socket>()
  const servers: Server[] = []

  const forward = (req: IncomingMessage, res: ServerResponse): void => {
    const refusal = refusalOf(req, known(req))
    if (refusal !== null) {
      refuse(res, refusal)
      return
    }
    const send = upstream.tls === null ? request : tlsRequest
    const onward = send({
      host: upstream.host,
      port: upstream.port,
      agent,
      method: req.method,
      path: req.url,
      headers: [...goingOn(req.rawHeaders), 'Proxy-Authorization', authorization()],
    })
    onward.on('continue', () => res.writeContinue())
    onward.on('response', (answer) => {
      res.writeHead(maskedStatus(answer.statusCode!), forAnswer(answer.rawHeaders))
      res.flushHeaders()
      pipeline(answer, res, () => {})
    })
    onward.on('error', () => (res.headersSent ? res.destroy() : refuse(res, AWAY)))
    res.on('close', () => onward.destroy())
    onward.flushHeaders()
    pipeline(req, onward, () => {})
  }

  const tunnel = (req: IncomingMessage, client: Socket, head: Buffer): void => {
    client.on('error', () => client.destroy())
    if (!known(req)) {
      refuseOn(client, STRANGER)
      return
    }
    const onward = connect(upstream, trust)
    open.add(onward.once('close', () => open.delete(onward)))
    onward.on('error', () => onward.destroy())
    client.once('close', () => onward.destroy())
    const fields = [...goingOn(req.rawHeaders), 'Proxy-Authorization', authorization()]
    onward.write(`CONNECT ${req.url} HTTP/1.1\r\n${lines(fields)}\r\n`)
    readAnswerHead(onward).then(
      (answer) => {
        if (answer.status < 200 || answer.status > 299) {
          passRefusal(answer, onward, client)
          return
        }
        onward.once('close', () => client.destroy())
        client.write(answer.bytes, 'latin1')
        client.write(answer.rest)
        onward.write(head)
        client.pipe(onward)
        onward.pipe(client)
      },
      () => {
        refuseOn(client, AWAY)
        onward.destroy()
      },
    )
  }

  const serve = (): Server => {
    const server = createServer({ requestTimeout: 0 }, forward)
    server.on('checkContinue', forward)
    server.on('connect', (req, socket, head) => tunnel(req, socket as Socket, head))
    server.on('connection', (socket) => open.add(socket.once('close', () => open.delete(socket))))
    servers.push(server)
    return server
  }
  const server = serve().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    password,
    port: (server.address() as AddressInfo).port,
    async listenOn(place) {
      await once(serve().listen(place), 'listening')
    },
    async close() {
      const closed = servers.map((one) => new Promise((resolve) => one.close(resolve)))
      for (const socket of open) socket.destroy()
      agent.destroy()
      await Promise.all(closed)
    },
  }
}

/** Passes on why no tunnel is opened, and ends: what came behind a refused CONNECT would be a request of its own. */
function passRefusal({ bytes, rest }: AnswerHead, onward: Socket, client: Socket): void {
  const length = /^content-length:[ \t]*(\d+)[ \t]*\r\n/im.exec(bytes)?.[1]
  let left = length === undefined ? Number.POSITIVE_INFINITY : Number(length)
  const pass = (chunk: Buffer): void => {
    client.write(chunk.subarray(0, left))
    left -= chunk.length
    if (left > 0) return
    client.end()
    onward.destroy()
  }
  client.resume()
  client.write(closing(bytes), 'latin1')
  pass(rest)
  onward.on('data', pass).on('end', () => client.end())
  onward.end()
}

function refusalOf(req: IncomingMessage, known: boolean): Refused | null {
  if (!known) return STRANGER
  return /^https?:\/\//i.test(req.url!) ? null : NO_PROXY_REQUEST
}

function connect({ host, port, tls }: Upstream, trust: { ca?: string[] }): Socket {
  if (tls === null) return tcpConnect({ host, port, allowHalfOpen: true })
  // An address is no server name (RFC 6066, section 3).
  const servername = isIP(host) === 0 ? { servername: host } : {}
  // Node takes allowHalfOpen here, though its types don't say so.
  const options: ConnectionOptions & { allowHalfOpen: boolean } = { allowHalfOpen: true, ALPNProtocols: ['http/1.1'] }
  return tlsConnect({ ...options, host, port, ...servername, ...trust })
}

/** The gateway asks for the session's token, which is not the client's to give: to the client this is a refusal. */
function maskedStatus(status: number): number {
  return status === 407 ? 403 : status
}

function basic(password: string): string {
  return `Basic ${Buffer.from(`${USER}:${password}`).toString('base64')}`
}
