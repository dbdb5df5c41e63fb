import { refusing } from '../../../src/gateway/proxy/inside.ts'
import { closeServers, raw, serve } from '../loopback.ts'

afterEach(closeServers)

const answer = { status: 403, headers: [['content-length', '3']] as const, body: Buffer.from('no\n') }

test('each request hears why, and is the last one', async () => {
  const { request } = refusing(answer)
  const url = await serve(request)
  const two = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nabGET / HTTP/1.1\r\nhost: x\r\n\r\n'
  expect(await raw(url, two)).toMatch(
    /^HTTP\/1\.1 403 no\r\ncontent-length: 3\r\nconnection: close\r\n[\s\S]*\r\n\r\nno\n$/,
  )
  expect(await raw(url, 'HEAD / HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/\r\n\r\n$/)
})
