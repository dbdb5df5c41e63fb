import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { GatewayError } from '../../src/core/errors.ts'
import { createForwarder, type Forward, type Forwarder } from '../../src/gateway/forward.ts'
import { closeServers, collect, connectionTo, serve, serveRaw } from './loopback.ts'

let forwarder: Forwarder

beforeEach(() => {
  forwarder = createForwarder({ connectTimeout: 2_000, headersTimeout: 300, bodyTimeout: 300 })
})

afterEach(async () => {
  await forwarder.close()
  await closeServers()
})

function forward(upstream: URL, more: Partial<Forward> = {}): Forward {
  const signal = new AbortController().signal
  return { connection: connectionTo(upstream), method: 'GET', target: '/', headers: [], body: null, signal, ...more }
}

/** Answers every request with `answer`, and collects what it was sent. */
async function scripted(answer: (socket: Socket) => void): Promise<{ url: URL; sent: Buffer[] }> {
  const sent: Buffer[] = []
  const url = await serveRaw((socket) => {
    socket.on('data', (data) => {
      sent.push(data)
      answer(socket)
    })
  })
  return { url, sent }
}

/** A URL at which nobody listens. */
async function nowhere(): Promise<URL> {
  const url = await serve(() => {})
  await closeServers()
  return url
}

test('an upstream that nobody listens at is unreachable: nothing was sent', async () => {
  await expect(forwarder.send(forward(await nowhere()), collect().sink)).rejects.toMatchObject({
    code: 'ERR_UPSTREAM_UNREACHABLE',
    message: 'The upstream of "shop" can\'t be reached.',
    cause: { code: 'ECONNREFUSED' },
  })
})

test('an unreachable upstream gives up the body too', async () => {
  const body = Readable.from([Buffer.from('never sent')])
  await expect(
    forwarder.send(forward(await nowhere(), { method: 'POST', body }), collect().sink),
  ).rejects.toBeInstanceOf(GatewayError)
  expect(body.destroyed).toBe(true)
})

test('a connection that closes without an answer is broken: the request was sent', async () => {
  const { url } = await scripted((socket) => socket.end())
  await expect(forwarder.send(forward(url), collect().sink)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_BROKEN' })
})

test('nothing is sent a second time', async () => {
  const { url, sent } = await scripted((socket) => socket.end())
  await forwarder.send(forward(url), collect().sink).catch(() => {})
  await forwarder.send(forward(url, { method: 'PUT' }), collect().sink).catch(() => {})
  expect(sent.map((bytes) => bytes.toString().split(' ')[0])).toEqual(['GET', 'PUT'])
})

test('an answer that never begins, and one that stops, are broken off', async () => {
  const silent = await scripted(() => {})
  await expect(forwarder.send(forward(silent.url), collect().sink)).rejects.toMatchObject({
    code: 'ERR_UPSTREAM_BROKEN',
    cause: { code: 'UND_ERR_HEADERS_TIMEOUT' },
  })
  const stuck = await scripted((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx'))
  await expect(forwarder.send(forward(stuck.url), collect().sink)).rejects.toMatchObject({
    code: 'ERR_UPSTREAM_BROKEN',
    cause: { code: 'UND_ERR_BODY_TIMEOUT' },
  })
})

test('a body that fails before its first byte leaves the request unsent', async () => {
  const { url, sent } = await scripted(() => {})
  const body = new Readable({
    read() {
      setImmediate(() => this.destroy(new Error('client gone')))
    },
  })
  await expect(forwarder.send(forward(url, { method: 'POST', body }), collect().sink)).rejects.toMatchObject({
    code: 'ERR_UPSTREAM_UNREACHABLE',
    cause: { message: 'client gone' },
  })
  expect(sent).toEqual([])
})

test('a body that fails later breaks the request off', async () => {
  const { url, sent } = await scripted(() => body.destroy(new Error('client gone')))
  const body = new Readable({ read() {} })
  body.push('begun')
  await expect(forwarder.send(forward(url, { method: 'POST', body }), collect().sink)).rejects.toMatchObject({
    code: 'ERR_UPSTREAM_BROKEN',
    cause: { message: 'client gone' },
  })
  expect(Buffer.concat(sent).toString()).toMatch(/5\r\nbegun$/)
})

test('a signal that has already fired sends nothing', async () => {
  const { url, sent } = await scripted(() => {})
  const signal = AbortSignal.abort(new Error('client gone'))
  await expect(forwarder.send(forward(url, { signal }), collect().sink)).rejects.toMatchObject({
    code: 'ERR_UPSTREAM_UNREACHABLE',
    cause: { message: 'client gone' },
  })
  expect(sent).toEqual([])
})

test('a signal that fires while a connection is being made sends nothing, and spares the connection', async () => {
  const { url, sent } = await scripted((socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'))
  const gone = new AbortController()
  const given = forwarder.send(forward(url, { target: '/given-up', signal: gone.signal }), collect().sink)
  gone.abort(new Error('client gone'))
  await expect(given).rejects.toMatchObject({ code: 'ERR_UPSTREAM_UNREACHABLE' })
  await forwarder.send(forward(url, { target: '/next' }), collect().sink)
  expect(sent.map((bytes) => bytes.toString().split(' ')[1])).toEqual(['/next'])
})

test('what the sink throws ends the request, and comes back as it is', async () => {
  const closed = Promise.withResolvers<string>()
  const { url } = await scripted((socket) => {
    socket.on('close', () => closed.resolve('closed'))
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx')
  })
  const unmaskable = new GatewayError('ERR_UNMASKABLE', 'no')
  const { sink, got } = collect()
  const head = () => {
    throw unmaskable
  }
  await expect(forwarder.send(forward(url), { ...sink, head })).rejects.toBe(unmaskable)
  expect(await closed.promise).toBe('closed')
  expect(got.body.length).toBe(0)
})

test('the sink may end the request with a reason of its own', async () => {
  const { url } = await scripted((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx'))
  const reason = new Error('lease over')
  const { sink, got } = collect()
  const head = () => queueMicrotask(() => got.control?.abort(reason))
  await expect(forwarder.send(forward(url), { ...sink, head })).rejects.toBe(reason)
})

test('resuming at once, from inside data, goes on', async () => {
  const { url } = await scripted((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc'))
  const { sink, got } = collect()
  const data = (chunk: Buffer) => {
    sink.data(chunk)
    got.control?.resume()
    return false
  }
  await forwarder.send(forward(url), { ...sink, data })
  expect(got.body.toString()).toBe('abc')
})

test('interim answers are not the answer', async () => {
  const { url } = await scripted((socket) =>
    socket.end('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  )
  const { sink, got } = collect()
  const heads: number[] = []
  await forwarder.send(forward(url), { ...sink, head: (head) => heads.push(head.status) })
  expect([heads, got.body.toString()]).toEqual([[200], 'ok'])
})

test('an answer that is framed twice over is no answer', async () => {
  const { url } = await scripted((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
  )
  await expect(forwarder.send(forward(url), collect().sink)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_BROKEN' })
})

test('trailers carry no field of the connection itself', async () => {
  const { url } = await scripted((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nconnection: x\r\nx-sum: 1\r\n\r\n'),
  )
  const { sink, got } = collect()
  await forwarder.send(forward(url), sink)
  expect(got.trailers).toEqual([['x-sum', '1']])
})

test('an upstream that answers before it has read the whole body is heard, and the body is given up', async () => {
  const { url } = await scripted((socket) => socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig'))
  const body = new Readable({ read() {} })
  body.push('begun')
  const { sink, got } = collect()
  await forwarder.send(forward(url, { method: 'POST', body }), sink)
  expect([got.head?.status, got.body.toString()]).toEqual([413, 'big'])
  if (!body.closed) await new Promise((resolve) => body.on('close', resolve))
  expect(body.destroyed).toBe(true)
})
