import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { keepEarly } from '../../src/gateway/early.ts'

test('what came before, with and after the first look is there for whoever takes over', async () => {
  const [client, socket] = duplexPair()
  const early = keepEarly(socket, Buffer.from('a'))
  client.write('b')
  expect((await early.first(1_000))!.toString()).toMatch(/^ab?$/)
  await new Promise(setImmediate)
  early.release()
  client.write('c')
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.resume()
  while (text !== 'abc') await once(socket, 'data')
})

test('waits for first bytes, and not for ever', async () => {
  const [client, socket] = duplexPair()
  const early = keepEarly(socket, Buffer.alloc(0))
  expect(await early.first(1)).toBeNull()
  setImmediate(() => client.write('x'))
  expect((await early.first(10_000))!.toString()).toBe('x')
})

test('a client that ends meanwhile is gone', async () => {
  const [client, socket] = duplexPair()
  const early = keepEarly(socket, Buffer.alloc(0))
  const first = early.first(10_000)
  client.end()
  expect([await first, socket.destroyed]).toEqual([null, true])
})

test('of what comes early no more is taken in than fits', async () => {
  const [client, socket] = duplexPair()
  keepEarly(socket, Buffer.alloc(0))
  for (let piece = 0; piece < 64; piece++) client.write(Buffer.alloc(16_384))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([socket.isPaused(), client.writableNeedDrain]).toEqual([true, true])
})
