import { once } from 'node:events'
import { connect } from 'node:net'
import { createBody, hasBody } from '../../src/gateway/body.ts'
import { createForwarder, type Forwarder } from '../../src/gateway/forward.ts'
import { closeServers, collect, connectionTo, gate, raw, serve, serveRaw } from './loopback.ts'

let forwarder: Forwarder

beforeEach(() => {
  forwarder = createForwarder()
})

afterEach(async () => {
  await forwarder.close()
  await closeServers()
})

const bodyOf = (req: Parameters<typeof createBody>[0]) => (hasBody(req) ? createBody(req) : null)

const plain = { method: 'GET', target: '/', headers: [], body: null } as const

test.each(['GET', 'DELETE', 'OPTIONS', 'POST'])(
  'a chunked %s body stays a body: none of it runs as a request',
  async (method) => {
    const ran: string[] = []
    const upstream = await serve(async (req, res) => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk)
      ran.push(`${req.method} ${req.url} ${Buffer.concat(chunks)}`)
      res.end('ok')
    })
    const smuggled = 'GET /admin HTTP/1.1\r\nhost: x\r\n\r\n'
    const through = await gate(forwarder, upstream, bodyOf)
    await raw(
      through,
      `${method} /open HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n`,
      `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
    )
    await raw(through, 'GET /after HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(ran).toEqual([`${method} /open ${smuggled}`, 'GET /after '])
  },
)

test('a declared length is kept, chunks stay chunks', async () => {
  const framing: unknown[] = []
  const upstream = await serve((req, res) => {
    framing.push([req.headers['content-length'], req.headers['transfer-encoding']])
    req.resume().on('end', () => res.end())
  })
  const through = await gate(forwarder, upstream, bodyOf)
  await raw(through, 'PUT / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 3\r\n\r\nabc')
  await raw(through, 'DELETE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 3\r\n\r\nabc')
  await raw(
    through,
    'PUT / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  )
  await raw(through, 'PUT / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  expect(framing).toEqual([
    ['3', undefined],
    ['3', undefined],
    [undefined, 'chunked'],
    ['0', undefined],
  ])
})

test('a client that goes away ends the request at the upstream', async () => {
  const ended = Promise.withResolvers<string>()
  const started = Promise.withResolvers<void>()
  const upstream = await serve((req, res) => {
    res.on('close', () => ended.resolve(`${req.url} ${res.writableFinished}`))
    res.write('begun')
    started.resolve()
  })
  const through = await gate(forwarder, upstream, bodyOf)
  const socket = connect(Number(through.port), through.hostname)
  socket.write('GET /long HTTP/1.1\r\nhost: x\r\n\r\n')
  await started.promise
  socket.destroy()
  expect(await ended.promise).toBe('/long false')
})

test('a client that goes away while it uploads ends the request at the upstream', async () => {
  const ended = Promise.withResolvers<boolean>()
  const upstream = await serve((req) => {
    req.on('error', () => {}).on('close', () => ended.resolve(req.complete))
    req.once('data', () => socket.destroy())
  })
  const through = await gate(forwarder, upstream, bodyOf)
  const socket = connect(Number(through.port), through.hostname)
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nbegun')
  expect(await ended.promise).toBe(false)
})

test('an upstream that dies in the middle of its answer leaves no client hanging', async () => {
  const upstream = await serveRaw((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun'))
  })
  const failed = Promise.withResolvers<Error>()
  const through = await gate(forwarder, upstream, bodyOf, failed.resolve)
  const answer = await raw(through, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n').catch((error) => error.code)
  expect(answer === 'ECONNRESET' || answer.endsWith('begun')).toBe(true)
  expect(await failed.promise).toMatchObject({
    code: 'ERR_UPSTREAM_BROKEN',
    message: 'The upstream of "shop" broke off.',
  })
})

test('an upstream that dies in the middle of a chunked answer is told from one that ends', async () => {
  const upstream = await serveRaw((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nbegun\r\n'))
  })
  const { sink, got } = collect()
  await expect(
    forwarder.send({ connection: connectionTo(upstream), ...plain, signal: new AbortController().signal }, sink),
  ).rejects.toMatchObject({ code: 'ERR_UPSTREAM_BROKEN' })
  expect([got.body.toString(), got.trailers]).toEqual(['begun', undefined])
})

test("fields that Connection names, and a connection's own, go no further in either direction", async () => {
  let seen: string[] = []
  const upstream = await serveRaw((socket) => {
    socket.once('data', (data) => {
      seen = data.toString().trim().split('\r\n')
      socket.end(
        'HTTP/1.1 200 OK\r\nconnection: close, x-inner\r\nx-inner: 1\r\nkeep-alive: timeout=9\r\nproxy-authenticate: Basic\r\n' +
          'upgrade: h2c\r\nx-kept: 1\r\ncontent-length: 2\r\n\r\nok',
      )
    })
  })
  const { sink, got } = collect()
  const headers = [
    ['host', 'gate.test'],
    ['connection', 'x-secret'],
    ['x-secret', '1'],
    ['te', 'trailers'],
    ['trailer', 'x-sum'],
    ['proxy-authorization', 'Basic eA=='],
    ['keep-alive', 'timeout=9'],
    ['upgrade', 'websocket'],
    ['expect', '100-continue'],
    ['transfer-encoding', 'chunked'],
    ['content-length', '7'],
    ['x-kept', 'a'],
    ['x-kept', 'b'],
  ] as const
  await forwarder.send(
    { connection: connectionTo(upstream), ...plain, headers, signal: new AbortController().signal },
    sink,
  )
  expect(seen).toEqual(['GET / HTTP/1.1', `host: ${upstream.host}`, 'connection: keep-alive', 'x-kept: a', 'x-kept: b'])
  expect(got.head).toEqual({
    status: 200,
    headers: [
      ['x-kept', '1'],
      ['content-length', '2'],
    ],
  })
  expect(got.body.toString()).toBe('ok')
})

test('trailers are carried to the client', async () => {
  const upstream = await serve((_, res) => {
    res.writeHead(200, { trailer: 'x-checksum' })
    res.write('body')
    res.addTrailers({ 'x-checksum': 'abc' })
    res.end()
  })
  const through = await gate(forwarder, upstream, bodyOf)
  const answer = await raw(through, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe('\r\n\r\n4\r\nbody\r\n0\r\nx-checksum: abc\r\n\r\n')
})

test.each(['/a//b', '/a%2Fb', '/a/../b', '/a%00?q=%20&q=+#'])('%s is sent as it is', async (target) => {
  let seen = ''
  const upstream = await serveRaw((socket) => {
    socket.once('data', (data) => {
      seen = data.toString().split('\r\n')[0]!
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
  })
  const connection = connectionTo(new URL('/base/', upstream))
  await forwarder.send({ connection, ...plain, target, signal: new AbortController().signal }, collect().sink)
  expect(seen).toBe(`GET /base${target} HTTP/1.1`)
})

test('bytes beyond ASCII in header fields pass unchanged, and duplicates stay apart', async () => {
  const upstream = await serveRaw((socket) => {
    socket.once('data', () => {
      socket.end(
        Buffer.from(
          'HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\nset-cookie: a=1\r\nset-cookie: b=2\r\nconnection: close\r\n\r\nx',
          'latin1',
        ),
      )
    })
  })
  const { sink, got } = collect()
  await forwarder.send({ connection: connectionTo(upstream), ...plain, signal: new AbortController().signal }, sink)
  expect(got.head?.headers).toEqual([
    ['x-name', 'caf\xe9'],
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ])
})

test('connections are kept alive and used again', async () => {
  const ports = new Set<number>()
  const upstream = await serve((req, res) => {
    ports.add(req.socket.remotePort!)
    res.end('ok')
  })
  for (let round = 0; round < 10; round++) {
    await forwarder.send(
      { connection: connectionTo(upstream), ...plain, signal: new AbortController().signal },
      collect().sink,
    )
  }
  expect(ports.size).toBeLessThan(3)
})

test('a client that reads slowly holds a big answer back', async () => {
  const size = 200_000_000
  let written = 0
  const upstream = await serve((_, res) => {
    const piece = Buffer.alloc(1_000_000)
    const write = () => {
      while (written < size) {
        written += piece.length
        if (!res.write(piece)) {
          res.once('drain', write)
          return
        }
      }
      res.end()
    }
    write()
  })
  const through = await gate(forwarder, upstream, bodyOf)
  const socket = connect(Number(through.port), through.hostname)
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  await once(socket, 'readable')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(written).toBeLessThan(40_000_000)
  let received = 0
  for await (const chunk of socket) received += chunk.length
  expect(written).toBe(size)
  expect(received).toBeGreaterThan(size)
})

test('an upstream that reads slowly holds a big upload back', async () => {
  const size = 200_000_000
  const reading = Promise.withResolvers<void>()
  let received = 0
  const upstream = await serve(async (req, res) => {
    await reading.promise
    for await (const chunk of req) received += chunk.length
    res.end('stored')
  })
  const through = await gate(forwarder, upstream, bodyOf)
  const socket = connect(Number(through.port), through.hostname)
  socket.write(`PUT / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${size}\r\n\r\n`)
  socket.write(Buffer.alloc(size))
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(socket.bytesWritten - socket.writableLength).toBeLessThan(40_000_000)
  reading.resolve()
  const answer: Buffer[] = []
  for await (const chunk of socket) answer.push(chunk)
  expect(Buffer.concat(answer).toString()).toMatch(/stored/)
  expect(received).toBe(size)
})
