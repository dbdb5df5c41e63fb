import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'

/** A server of OPA's decision log protocol on loopback. */
export interface LogServer {
  readonly url: string
  readonly uploads: readonly {
    readonly path: string
    readonly headers: IncomingHttpHeaders
    /** Compressed. */
    readonly bytes: number
    readonly events: unknown
  }[]
  /** Answers with these, one after the other, and from then on with 200. 0 answers nothing at all. */
  answer(...statuses: number[]): void
  close(): Promise<void>
}

export async function startLogServer(): Promise<LogServer> {
  const uploads: LogServer['uploads'][number][] = []
  let answers: number[] = []
  const server = createServer(async (req, res) => {
    const body = await buffer(req)
    const events: unknown = JSON.parse(gunzipSync(body).toString())
    uploads.push({ path: `${req.method} ${req.url}`, headers: req.headers, bytes: body.length, events })
    const status = answers.shift() ?? 200
    if (status > 0) res.writeHead(status, status === 307 ? { location: '/elsewhere' } : {}).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploads,
    answer(...statuses) {
      answers = statuses
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
