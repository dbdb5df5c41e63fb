import { readFileSync, watchFile } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import { type AddressInfo, BlockList, isIPv6, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { statusOf } from '../core/errors.ts'
import { plain } from './refuse.ts'

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
  /** Accepts nothing more, and resolves once every connection has ended; after `seconds` those left are cut. */
  close(seconds: number): Promise<void>
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/** Milliseconds for a request's head to arrive in. Bodies may take as long as they need: pushes are slow. */
const HEAD_TIMEOUT = 60_000
/** Bytes of a request's head: session tokens and cookies are long. */
const HEAD_LIMIT = 65_536

/** Opens a listener. Upgrades and CONNECT are refused by name. */
export async function listen(where: Listen, handler: Handler): Promise<Listener> {
  const options = {
    requestTimeout: 0,
    headersTimeout: HEAD_TIMEOUT,
    keepAliveTimeout: 75_000,
    maxHeaderSize: HEAD_LIMIT,
  }
  const { tls } = where
  const server = tls === undefined ? http.createServer(options, handler) : secure(options, tls, handler)
  server.on('upgrade', (_req, socket: Duplex) => refuseUpgrade(socket))
  server.on('connect', (_req, socket: Duplex) => refuseUpgrade(socket))
  const allowed = where.behindTls === undefined ? undefined : blockList(where.behindTls)
  if (allowed !== undefined) server.on('connection', (socket: Socket) => isFrom(allowed, socket) || socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(where.port, where.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { address, port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${isIPv6(address) ? `[${address}]` : address}:${port}`,
    async close(seconds) {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), seconds * 1000)
      await closed
      clearTimeout(cut)
    },
  }
}

function secure(options: http.ServerOptions, tls: { cert: string; key: string }, handler: Handler): https.Server {
  const read = () => ({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) })
  const server = https.createServer(
    { ...options, ...read(), minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] },
    handler,
  )
  const reload = (): void => {
    try {
      server.setSecureContext(read())
    } catch {
      // Half-written or mismatched files: the certificate in use stays until both are right.
    }
  }
  for (const file of [tls.cert, tls.key]) watchFile(file, { interval: 2_000, persistent: false }, reload)
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
  const { status, headers, body } = plain({
    code,
    status: statusOf(code),
    message: 'Sallyport passes no upgrades and no CONNECT on this listener.',
    fix: 'Send plain HTTP requests to /c/<connection>/….',
    exchange: 'none',
  })
  const lines = [
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`,
    ...headers.map((field) => field.join(': ')),
    'connection: close',
  ]
  socket.on('error', () => {})
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
