import { once } from 'node:events'
import { mkdtemp, readdir } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createBody, hasBody, type PeekedBody } from '../../src/gateway/body.ts'
import { closeServers, raw, serve } from './loopback.ts'

afterEach(closeServers)

const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 256))

/** Sends one upload and hands its body to `use`, whose answer goes back to the client as JSON. */
async function upload(
  head: string,
  pieces: (string | Buffer)[],
  use: (body: PeekedBody) => Promise<unknown>,
): Promise<unknown> {
  const url = await serve(async (req, res) => {
    const answer = await use(createBody(req)).catch((error) => ({ code: error.code, message: error.message }))
    res.setHeader('connection', 'close')
    res.end(JSON.stringify(answer))
  })
  const text = await raw(url, `POST / HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`, ...pieces)
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4).replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, ''))
}

async function all(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const LENGTH = `content-length: ${BYTES.length}`
const pieces = [BYTES.subarray(0, 1), BYTES.subarray(1, 100_000), BYTES.subarray(100_000)]

const noQuota = { take: () => {}, give: () => {} }

test('a body exists where a length above zero or a transfer encoding is declared', () => {
  const req = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage
  expect(hasBody(req({}))).toBe(false)
  expect(hasBody(req({ 'content-length': '0' }))).toBe(false)
  expect(hasBody(req({ 'content-length': '1' }))).toBe(true)
  expect(hasBody(req({ 'transfer-encoding': 'chunked' }))).toBe(true)
})

test('peek hands out more until it is answered, and consumes nothing', async () => {
  const seen: number[] = []
  const answer = await upload(LENGTH, pieces, async (body) => {
    const peeked = await body.peek(200_000, (bytes) => {
      seen.push(bytes.length)
      return bytes.length >= 150_000 ? bytes.subarray(0, 150_000).equals(BYTES.subarray(0, 150_000)) : undefined
    })
    const again = await body.peek(2, (bytes) => (bytes.length === 2 ? [...bytes] : undefined))
    return [peeked, again, (await all(body.stream())).equals(BYTES)]
  })
  expect(answer).toEqual([true, [0, 7], true])
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
})

test('peek never hands out more than its limit, and refuses there', async () => {
  let most = 0
  const answer = await upload(LENGTH, pieces, (body) =>
    body.peek(1000, (bytes, ended) => {
      most = Math.max(most, bytes.length)
      return ended ? 'ended' : undefined
    }),
  )
  expect(most).toBe(1000)
  expect(answer).toEqual({
    code: 'ERR_UNINTELLIGIBLE',
    message: "The first 1000 bytes of the body don't hold what Sallyport has to read in it.",
  })
})

test('peek tells of the end, also of a body exactly as long as its limit', async () => {
  const read = (bytes: Buffer, ended: boolean) => (ended ? bytes.toString() : undefined)
  expect(await upload('content-length: 4', ['0000'], (body) => body.peek(4, read))).toBe('0000')
  expect(await upload('transfer-encoding: chunked', ['2\r\nab\r\n0\r\n\r\n'], (body) => body.peek(9, read))).toBe('ab')
})

test('peek refuses a body that ends too early', async () => {
  expect(await upload('content-length: 2', ['ab'], (body) => body.peek(9, () => undefined))).toEqual({
    code: 'ERR_UNINTELLIGIBLE',
    message: 'The body ends before what Sallyport has to read in it.',
  })
})

test('what was peeked at stays readable after the body is taken, and no more than that', async () => {
  const answer = await upload(LENGTH, pieces, async (body) => {
    await body.peek(1, (bytes) => (bytes.length > 0 ? true : undefined))
    await body.drain()
    return [
      await body.peek(1, (bytes) => bytes[0]),
      await body.peek(200_000, () => undefined).catch((error) => error.code),
    ]
  })
  expect(answer).toEqual([0, 'ERR_UNINTELLIGIBLE'])
})

test('peek rejects when the client goes away', async () => {
  const failed = Promise.withResolvers<unknown>()
  const url = await serve((req) => {
    createBody(req)
      .peek(100, () => undefined)
      .catch(failed.resolve)
  })
  const socket = connect(Number(url.port), url.hostname)
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc')
  setTimeout(() => socket.destroy(), 20)
  expect(await failed.promise).toMatchObject({
    code: 'ERR_UNINTELLIGIBLE',
    message: 'The client went away before the end of the body.',
  })
})

test('a stream errors when the client goes away', async () => {
  const failed = Promise.withResolvers<unknown>()
  const url = await serve((req) => {
    all(createBody(req).stream()).catch(failed.resolve)
  })
  const socket = connect(Number(url.port), url.hostname)
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc')
  setTimeout(() => socket.destroy(), 20)
  expect(await failed.promise).toMatchObject({ message: 'The client went away before the end of the body.' })
})

test('a stream takes no more off the wire than its reader asks for', async () => {
  const stream = Promise.withResolvers<[Readable, IncomingMessage]>()
  const url = await serve((req) => stream.resolve([createBody(req).stream(), req]))
  const socket = connect(Number(url.port), url.hostname)
  socket.on('error', () => {})
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n')
  socket.write(Buffer.alloc(100_000_000))
  const [reader, req] = await stream.promise
  await once(reader, 'readable')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(reader.readableLength + req.readableLength).toBeLessThan(1_000_000)
  expect(req.socket.bytesRead).toBeLessThan(2_000_000)
  socket.destroy()
})

test('a body is taken once', async () => {
  const answer = await upload('content-length: 2', ['ab'], async (body) => {
    body.stream().resume()
    return body.spool('/', 1, noQuota)
  })
  expect(answer).toEqual({ message: 'a body is taken once' })
})

test('a stream that is given up lets the client finish and read its answer', async () => {
  const url = await serve(async (req, res) => {
    const stream = createBody(req).stream()
    await once(stream, 'readable')
    stream.destroy()
    await once(req, 'end')
    res.end('answered')
  })
  const head = 'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 50000000\r\n\r\n'
  expect(await raw(url, head, Buffer.alloc(50_000_000))).toMatch(/answered/)
})

test('spooling includes what was peeked at', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'sallyport-'))
  const answer = await upload(LENGTH, pieces, async (body) => {
    await body.peek(1, (bytes) => (bytes.length > 0 ? true : undefined))
    const { whole, stream, remove } = await body.spool(dir, BYTES.length, noQuota)
    const same = (await all(stream())).equals(BYTES)
    const { bytes } = await whole
    await remove()
    return [bytes, same]
  })
  expect(answer).toEqual([BYTES.length, true])
})

test.each([
  ['a declared length', `content-length: ${BYTES.length}`, [BYTES]],
  ['chunks', 'transfer-encoding: chunked', [`${BYTES.length.toString(16)}\r\n`, BYTES, '\r\n0\r\n\r\n']],
])('spooling too much, told by %s, reads to the end so that the client reads its answer', async (_, head, sent) => {
  const dir = await mkdtemp(join(tmpdir(), 'sallyport-'))
  let rest: IncomingMessage | undefined
  const url = await serve(async (req: IncomingMessage, res: ServerResponse) => {
    rest = req
    const body = createBody(req)
    const spooling = await body.spool(dir, BYTES.length - 1, noQuota).catch((error) => void res.writeHead(error.status))
    await spooling?.whole.catch((error) => res.writeHead(error.status))
    await spooling?.remove()
    await body.drain()
    res.end()
  })
  const answer = await raw(url, `POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${head}\r\n\r\n`, ...sent)
  expect(answer.slice(0, 12)).toBe('HTTP/1.1 413')
  expect(rest?.complete).toBe(true)
  expect(await readdir(dir)).toEqual([])
})

test('drain reads on where a spool is given up', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'sallyport-'))
  let rest: IncomingMessage | undefined
  const url = await serve(async (req: IncomingMessage, res: ServerResponse) => {
    rest = req
    const body = createBody(req)
    const { whole, atLeast, remove } = await body.spool(dir, BYTES.length, noQuota)
    await atLeast(1)
    await remove()
    await Promise.all([body.drain(), whole.catch(() => {})])
    res.end('ok')
  })
  await raw(url, `POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${LENGTH}\r\n\r\n`, ...pieces)
  expect(rest?.complete).toBe(true)
})

test('drain reads to the end', async () => {
  let rest: IncomingMessage | undefined
  const url = await serve(async (req, res) => {
    rest = req
    await createBody(req).drain()
    res.end('ok')
  })
  await raw(url, `POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${LENGTH}\r\n\r\n`, ...pieces)
  expect(rest?.complete).toBe(true)
})

test('drain cuts a client that never ends', async () => {
  const url = await serve(async (req) => createBody(req).drain({ bytes: 100_000, milliseconds: 60_000 }))
  const answer = await raw(url, `POST / HTTP/1.1\r\nhost: x\r\n${LENGTH}\r\n\r\n`, BYTES.subarray(0, 200_000)).catch(
    (error) => error.code,
  )
  expect(['', 'ECONNRESET']).toContain(answer)
})

test('drain waits for the rest of a body whose reader gave up', async () => {
  let rest: IncomingMessage | undefined
  const url = await serve(async (req, res) => {
    rest = req
    const body = createBody(req)
    const stream = body.stream()
    stream.once('data', async () => {
      stream.destroy()
      await body.drain()
      res.end(String(rest?.complete))
    })
  })
  const answer = await raw(url, `POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${LENGTH}\r\n\r\n`, ...pieces)
  expect(answer).toMatch(/true$/)
})

test('each piece waits for whoever looks, once, however the body is taken; what that fails with is what reading does', async () => {
  const looked: (number | null)[] = []
  const watching = async (body: PeekedBody) => {
    looked.length = 0
    body.watch(async (chunk) => {
      await new Promise(setImmediate)
      looked.push(chunk?.length ?? null)
    })
    await body.peek(10, (bytes) => (bytes.length > 0 ? true : undefined))
    const bytes = (await all(body.stream())).length
    return { bytes, looked: looked.reduce<number>((sum, length) => sum + (length ?? 0), 0), ended: looked.at(-1) }
  }
  expect(await upload(LENGTH, pieces, watching)).toEqual({ bytes: 300_000, looked: 300_000, ended: null })
  const failing = async (body: PeekedBody) => {
    body.watch(() => Promise.reject(Object.assign(new Error('Seen.'), { code: 'SEEN' })))
    return all(body.stream())
  }
  expect(await upload(LENGTH, pieces, failing)).toMatchObject({ code: 'SEEN' })
})
