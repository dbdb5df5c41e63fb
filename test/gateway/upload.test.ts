import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { GatewayError } from '../../src/core/errors.ts'
import { discard, interrupt, nextChunk } from '../../src/gateway/upload.ts'
import { closeServers, raw, serve } from './loopback.ts'

afterEach(closeServers)

const HEAD = 'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n'

test('chunks come in order, then null, and null again', async () => {
  const chunks: (string | undefined)[] = []
  const url = await serve(async (req, res) => {
    for (let chunk = await nextChunk(req); chunk !== null; chunk = await nextChunk(req)) chunks.push(chunk.toString())
    chunks.push((await nextChunk(req))?.toString())
    res.end()
  })
  await raw(url, `${HEAD}content-length: 6\r\n\r\n`, 'abc', 'def')
  expect(chunks.pop()).toBeUndefined()
  expect(chunks.join('')).toBe('abcdef')
})

test('waiting leaves no listener behind', async () => {
  let request: IncomingMessage | undefined
  let before = 0
  const url = await serve(async (req, res) => {
    request = req
    before = req.listenerCount('readable') + req.listenerCount('close')
    await nextChunk(req)
    await nextChunk(req)
    res.end()
  })
  await raw(url, `${HEAD}content-length: 6\r\n\r\n`, 'abc', 'def')
  expect(request!.listenerCount('readable') + request!.listenerCount('close')).toBe(before)
})

test('discarding ends with the upload', async () => {
  const url = await serve(async (req, res) => {
    await discard(req, { bytes: 6, milliseconds: 60_000 })
    res.end(String(req.complete))
  })
  expect(await raw(url, `${HEAD}content-length: 6\r\n\r\n`, 'abc', 'def')).toMatch(/true/)
})

test('discarding too much cuts the connection', async () => {
  const cut = Promise.withResolvers<boolean>()
  const url = await serve(async (req) => {
    await discard(req, { bytes: 5, milliseconds: 60_000 })
    cut.resolve(req.socket.destroyed)
  })
  raw(url, `${HEAD}content-length: 9\r\n\r\n`, 'abc', 'def').catch(() => {})
  expect(await cut.promise).toBe(true)
})

test('discarding for too long cuts the connection, however slowly it trickles', async () => {
  const cut = Promise.withResolvers<boolean>()
  const url = await serve(async (req) => {
    await discard(req, { bytes: 1_000_000, milliseconds: 20 })
    cut.resolve(req.socket.destroyed)
  })
  raw(url, `${HEAD}content-length: 9\r\n\r\n`, 'abc').catch(() => {})
  expect(await cut.promise).toBe(true)
})

test('what is interrupted fails with why, though its client says nothing; the rest may be thrown away', async () => {
  const req = new IncomingMessage(new Socket())
  const next = nextChunk(req)
  const why = new GatewayError('ERR_SESSION_ENDED', 'The session has ended.')
  interrupt(req, why)
  await expect(next).rejects.toBe(why)
  await expect(nextChunk(req)).rejects.toBe(why)
  req.push('more')
  req.push(null)
  await discard(req, { bytes: 10, milliseconds: 1_000 })
  expect(req.readableEnded).toBe(true)
})
