import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import { type AddressInfo, BlockList, isIPv6, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { GatewayError, statusOf } from '../core/errors.ts'
import { answerRaw } from './proxy/answer-raw.ts'
import { plain } from './refuse.ts'
import { guarded, type Takeover } from './takeover.ts'

/** Where and how to listen. */
export interface Listen {
  readonly host: string
  readonly port: number
  /** PEM files, read again when they change. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** Plain HTTP only from these addresses (CIDR): something there speaks TLS for us. */
  readonly behindTls?: readonly string[] | undefined
}

export interface Listener {
  /** `http://127.0.0.1:7070` */
  readonly url: string
  /** Reads HTTP from this socket as if it were a new connection: what is inside a tunnel, or comes after a refused one. */
  adopt(socket: Duplex): void
  /** Accepts nothing more, and resolves once every connection has ended; after `seconds` those left are cut. */
  close(seconds: number): Promise<void>
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/** Milliseconds for a request's head to arrive in. Bodies may take as long as they need: pushes are slow. */
const HEAD_TIMEOUT = 60_000
/** Bytes of a request's head: session tokens and cookies are long. */
const HEAD_LIMIT = 65_536
/** Milliseconds between looks at the certificate's files. */
const CERTIFICATE_INTERVAL = 2_000

/**
 * Opens a listener. Upgrades and CONNECT are refused by name, where nobody takes them over.
 *
 * @throws ERR_CONFIG where the address can't be had
 */
export async function listen(
  where: Listen,
  handler: Handler,
  takeovers: { readonly connect?: Takeover; readonly upgrade?: Takeover } = {},
): Promise<Listener> {
  const options = {
    requestTimeout: 0,
    headersTimeout: HEAD_TIMEOUT,
    keepAliveTimeout: 75_000,
    maxHeaderSize: HEAD_LIMIT,
  }
  const { tls } = where
  const server = tls === undefined ? http.createServer(options, handler) : secure(options, tls, handler)
  const refused: Takeover = (_req, socket) => refuseUpgrade(socket)
  server.on('upgrade', guarded(takeovers.upgrade ?? refused))
  server.on('connect', guarded(takeovers.connect ?? refused))
  const allowed = where.behindTls === undefined ? undefined : blockList(where.behindTls)
  // Node's own list of connections leaves out those that asked for an upgrade.
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    if (allowed !== undefined && !isFrom(allowed, socket)) {
      socket.destroy()
      return
    }
    if (sockets.has(socket)) return
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  let closing = false
  // A client that keeps its connection for more would keep the process from ending.
  server.on('request', (_req, res: ServerResponse) => {
    res.on('close', () => closing && setImmediate(() => server.closeIdleConnections()))
  })
  await bind(server, where)
  const { address, port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${isIPv6(address) ? `[${address}]` : address}:${port}`,
    adopt(socket) {
      server.emit(tls === undefined ? 'connection' : 'secureConnection', socket)
      socket.resume()
    },
    async close(seconds) {
      closing = true
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, seconds * 1000)
      await closed
      clearTimeout(cut)
    },
  }
}

function bind(server: http.Server | https.Server, { host, port }: Listen): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void =>
      reject(
        new GatewayError('ERR_CONFIG', `Sallyport can't listen at ${host}, port ${port} (${cause.code}).`, { cause }),
      )
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      resolve()
    })
  })
}

function secure(options: http.ServerOptions, tls: { cert: string; key: string }, handler: Handler): https.Server {
  const read = () => ({ cert: readFileSync(tls.cert), key: readFileSync(tls.key), minVersion: 'TLSv1.2' as const })
  const server = https.createServer({ ...options, ...read(), ALPNProtocols: ['http/1.1'] }, handler)
  const reload = (): void => {
    try {
      server.setSecureContext(read())
    } catch {
      // Half-written or mismatched files: the certificate in use stays until both are right.
    }
  }
  for (const file of [tls.cert, tls.key]) {
    watchFile(file, { interval: CERTIFICATE_INTERVAL, persistent: false }, reload)
    server.on('close', () => unwatchFile(file, reload))
  }
  return server
}

function blockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  list.addSubnet('127.0.0.0', 8)
  list.addAddress('::1', 'ipv6')
  for (const cidr of cidrs) {
    const [address, bits] = cidr.split('/')
    list.addSubnet(address!, Number(bits), isIPv6(address!) ? 'ipv6' : 'ipv4')
  }
  return list
}

function isFrom(list: BlockList, { remoteAddress }: Socket): boolean {
  if (remoteAddress === undefined) return false
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '')
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

function refuseUpgrade(socket: Duplex): void {
  const code = 'ERR_UPGRADE_UNSUPPORTED'
  const answer = plain({
    code,
    status: statusOf(code),
    message: 'Sallyport passes no upgrades and no CONNECT on this listener.',
    fix: 'Send plain HTTP requests to /c/<connection>/….',
    exchange: 'none',
  })
  answerRaw(socket, answer, 'closed')
}
