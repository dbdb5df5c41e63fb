import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { AWAY, refuseOn, STRANGER } from '../../../src/cli/run/relay-refusal.ts'

test.each([
  [STRANGER, 'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="sallyport"\r\n'],
  [AWAY, 'HTTP/1.1 502 Bad Gateway\r\n'],
])('%j is a whole answer, in words, on a connection that ends', async (refusal, start) => {
  const server = createServer((socket) => refuseOn(socket, refusal)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const got = await text(connect((server.address() as AddressInfo).port, '127.0.0.1'))
  server.close()
  const words = `sallyport: ${refusal.words}\n`
  expect(got).toBe(
    `${start}Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${words.length}\r\nConnection: close\r\n\r\n${words}`,
  )
})
