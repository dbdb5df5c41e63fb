import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of OPA's bundle service protocol on loopback: ETag, 304, and answers that are held back. */
export interface BundleServer {
  readonly url: string
  /** What was asked so far. */
  readonly asked: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  /** How many requests are held back now. */
  readonly held: number
  /** Serves this bundle from now on, and answers who waits for one. */
  publish(archive: Buffer, etag?: string | null): void
  /** Answers who waits that there is nothing new. */
  release(): void
  /** Answers in another way from now on; null: as a bundle server does. */
  answer(how: ((res: ServerResponse) => void) | null): void
  close(): Promise<void>
}

export async function startBundleServer(longPolling = false): Promise<BundleServer> {
  const asked: BundleServer['asked'][number][] = []
  const waiting = new Set<ServerResponse>()
  let bundle: { archive: Buffer; etag: string | null } | null = null
  let other: ((res: ServerResponse) => void) | null = null

  const send = (res: ServerResponse): void => {
    const type = longPolling ? 'application/vnd.openpolicyagent.bundles' : 'application/gzip'
    const { archive, etag } = bundle!
    res.writeHead(200, { 'content-type': type, ...(etag === null ? {} : { etag }) }).end(archive)
  }
  const server = createServer((req, res) => {
    asked.push({ path: req.url!, headers: req.headers })
    if (other !== null) return other(res)
    if (bundle === null) return res.writeHead(404).end('no bundle')
    if (bundle.etag === null || req.headers['if-none-match'] !== bundle.etag) return send(res)
    if (!longPolling || !req.headers.prefer?.includes('wait=')) return res.writeHead(304, { etag: bundle.etag }).end()
    waiting.add(res)
    res.on('close', () => waiting.delete(res))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const answerAll = (how: (res: ServerResponse) => void): void => {
    for (const res of [...waiting]) {
      waiting.delete(res)
      how(res)
    }
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get held() {
      return waiting.size
    },
    publish(archive, etag = `"${archive.length}-${asked.length}"`) {
      bundle = { archive, etag }
      answerAll(send)
    },
    release: () => answerAll((res) => res.writeHead(304).end()),
    answer(how) {
      other = how
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
