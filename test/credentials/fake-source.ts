import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a source was asked. */
export interface SourceRequest {
  /** Method and target. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers one request: with a document as JSON, or however it likes. */
export type Answering = (request: SourceRequest, res: ServerResponse) => object | undefined

/** A source on loopback that answers as the test says: by what comes first in `answers`, else by `usual`. */
export async function startFakeSource(usual: Answering) {
  const requests: SourceRequest[] = []
  const answers: Answering[] = []
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
    const request = { path: `${req.method} ${req.url}`, headers: req.headers, body: Buffer.concat(chunks).toString() }
    requests.push(request)
    const document = (answers.shift() ?? usual)(request, res)
    if (document !== undefined) res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    host: `127.0.0.1:${port}`,
    requests,
    answers,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** An answer of a status and a text. */
export function text(status: number, body: string, headers: { readonly [name: string]: string } = {}): Answering {
  return (_request, res) => {
    res.writeHead(status, headers).end(body)
    return undefined
  }
}

/** An answer of a status and a document. */
export function json(status: number, document: object): Answering {
  return text(status, JSON.stringify(document), { 'content-type': 'application/json' })
}

/** No answer at all. */
export const silence: Answering = () => undefined

/** The connection breaks. */
export const hangUp: Answering = (_request, res) => {
  res.destroy()
  return undefined
}
