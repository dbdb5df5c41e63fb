import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import {
  type AddressInfo,
  createServer as createNetServer,
  connect as dial,
  type Server as NetServer,
  type Socket,
} from 'node:net'
import type { Connection } from '../../src/core/connection.ts'
import type { AnswerHead, Headers } from '../../src/core/request.ts'
import type { PeekedBody } from '../../src/gateway/body.ts'
import type { Control, Forwarder, Sink } from '../../src/gateway/forward.ts'

const open: (Server | NetServer)[] = []

/** Closes every server that this file's test opened. */
export async function closeServers(): Promise<void> {
  await Promise.all(
    open.splice(0).map(async (server) => {
      const closed = once(server, 'close')
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    }),
  )
}

/** An HTTP server on loopback; answers its URL. */
export async function serve(listener: RequestListener): Promise<URL> {
  return listen(createServer(listener))
}

/** A TCP server on loopback; answers its URL. Its sockets are the test's own to end. */
export async function serveRaw(listener: (socket: Socket) => void): Promise<URL> {
  const server = createNetServer((socket) => {
    socket.on('error', () => {})
    listener(socket)
  })
  return listen(server)
}

async function listen(server: Server | NetServer): Promise<URL> {
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

/** A connection to `upstream`. */
export function connectionTo(upstream: URL): Connection {
  return { name: 'shop', protocol: 'http', upstream, hosts: [], labels: {} }
}

/** A whole raw request over TCP; answers everything that comes back until the server closes. */
export async function raw(url: URL, ...pieces: (string | Buffer)[]): Promise<string> {
  const socket = dial(Number(url.port), url.hostname)
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise(setImmediate)
  }
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}

/** Header fields of a request as an adapter gets them. */
export function fieldsOf(req: IncomingMessage): Headers {
  const fields: [string, string][] = []
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    fields.push([req.rawHeaders[at]!.toLowerCase(), req.rawHeaders[at + 1]!])
  }
  return fields
}

/** What a whole answer was. */
export interface Collected {
  head: AnswerHead | undefined
  body: Buffer
  trailers: Headers | undefined
  control: Control | undefined
}

/** A sink that keeps everything. */
export function collect(): { sink: Sink; got: Collected } {
  const got: Collected = { head: undefined, body: Buffer.alloc(0), trailers: undefined, control: undefined }
  const sink: Sink = {
    start(control) {
      got.control = control
    },
    head(head) {
      got.head = head
    },
    data(chunk) {
      got.body = Buffer.concat([got.body, chunk])
      return true
    },
    end(trailers) {
      got.trailers = trailers
    },
  }
  return { sink, got }
}

/** A sink that answers a client, at the client's pace. */
export function answerTo(res: ServerResponse): Sink {
  return {
    start(control) {
      res.on('drain', () => control.resume())
    },
    head(head) {
      res.writeHead(head.status, head.headers.flat() as unknown as OutgoingHttpHeaders)
    },
    data: (chunk) => res.write(chunk),
    end(trailers) {
      res.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]))
      res.end()
    },
  }
}

/** A server that forwards everything to `upstream` as the gateway does. */
export async function gate(
  forwarder: Forwarder,
  upstream: URL,
  bodyOf: (req: IncomingMessage) => PeekedBody | null,
  failed: (error: Error) => void = () => {},
): Promise<URL> {
  return serve(async (req, res) => {
    const body = bodyOf(req)
    const gone = new AbortController()
    res.on('close', () => gone.abort(new Error('client gone')))
    try {
      await forwarder.send(
        {
          connection: connectionTo(upstream),
          method: req.method!,
          target: req.url!,
          headers: fieldsOf(req),
          body: body?.stream() ?? null,
          contentLength: body?.length,
          signal: gone.signal,
        },
        answerTo(res),
      )
    } catch (error) {
      failed(error as Error)
      res.destroy()
    }
  })
}
