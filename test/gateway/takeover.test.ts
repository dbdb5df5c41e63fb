import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { guarded, type Takeover } from '../../src/gateway/takeover.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** A server that answers plain requests late or never, and a client of it that has sent this. */
async function start(takeover: Takeover, sent: string, answer: (res: ServerResponse) => void = () => {}) {
  const server = createServer((_req, res) => answer(res)).on('upgrade', guarded(takeover))
  open.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => {}).write(sent)
  return client
}

const plain = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'
const upgrade = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'

test.each([
  ['that is never answered', plain],
  ['that Node answers by itself', 'GET / HTTP/1.1\r\nhost: x\r\nexpect: wonders\r\n\r\n'],
])('a connection is cut that is to be taken over behind a request %s', async (_which, first) => {
  const taken: unknown[] = []
  const client = await start((req) => taken.push(req.url), first + upgrade)
  client.resume()
  await once(client, 'close')
  expect(taken).toEqual([])
})

test('one is taken over behind a request that was answered', async () => {
  const taken = Promise.withResolvers<Duplex>()
  const client = await start(
    (_req, socket) => taken.resolve(socket),
    plain,
    (res) => res.end(),
  )
  await once(client, 'data')
  client.write(upgrade)
  const socket = await taken.promise
  expect(socket.listenerCount('drain')).toBe(0)
  socket.destroy()
  client.destroy()
})

test('a client that resets it once it is taken over ends nothing else', async () => {
  const closed = Promise.withResolvers<unknown>()
  const client = await start((_req, socket) => {
    socket.on('close', closed.resolve).resume()
    client.resetAndDestroy()
  }, upgrade)
  expect(await closed.promise).toBe(true)
})
