import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** The bench's upstream, a process of its own: `/` answers 1 KiB, `/bytes/<n>` answers n bytes of text. */
const page = Buffer.alloc(1024, 'a page of text that holds nothing to hide. ')
const block = Buffer.alloc(65_536, 'a line of a log that says nothing of interest, 2026-01-01T00:00:00Z\n')

const server = http.createServer((req, res) => {
  const bytes = Number(/^\/bytes\/(\d+)$/.exec(req.url!)?.[1] ?? 0)
  if (bytes === 0) return void res.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1024' }).end(page)
  res.writeHead(200, { 'content-type': 'text/plain', 'content-length': String(bytes) })
  let left = bytes
  const pump = (): void => {
    while (left > 0) {
      const chunk = left >= block.length ? block : block.subarray(0, left)
      left -= chunk.length
      if (!res.write(chunk)) return void res.once('drain', pump)
    }
    res.end()
  }
  pump()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
