import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Adapter } from '../../src/core/adapter.ts'
import type { Mask } from '../../src/core/decision.ts'
import type { AnswerHead, Headers } from '../../src/core/request.ts'
import { createAnswerSink } from '../../src/gateway/answer.ts'
import type { Exchange } from '../../src/gateway/exchange.ts'
import { http } from '../../src/protocols/http/index.ts'
import { githubToken } from '../masking/secrets.ts'
import { fakeExchange, matchedOf, requestOf, waiting } from './fake-exchange.ts'
import { fakeGate } from './fake-gate.ts'

const masks: Mask[] = [{ code: 'm', detector: 'github-token' }]
const TEXT = ['content-type', 'text/plain'] as const
const secret = `a ${githubToken} b`

function sinkOf(
  options: {
    masks?: readonly Mask[]
    known?: readonly string[]
    method?: string
    exchange?: Partial<Exchange>
    adapter?: Partial<Adapter>
  } = {},
) {
  const { gate, chunks } = fakeGate({
    credentials: { ...fakeGate().gate.credentials, known: () => options.known ?? [] },
  })
  const { exchange, res, wire, client } = fakeExchange(options.exchange)
  const adapter = { ...http, ...options.adapter }
  const matched = matchedOf({ request: requestOf({ method: options.method ?? 'GET' }), adapter })
  const sink = createAnswerSink(gate, exchange, matched, gate.createMasker(options.masks ?? [], 's'))
  const control = { resumed: 0, aborted: [] as unknown[] }
  sink.start({ resume: () => control.resumed++, abort: (reason) => control.aborted.push(reason) })
  const give = async (head: AnswerHead, ...chunks: (string | Buffer)[]) => {
    sink.head(head)
    for (const chunk of chunks) sink.data(Buffer.from(chunk))
    sink.end([])
    await sink.through()
    return wire()
  }
  const recorded = async () => {
    await Promise.all(exchange.tapes.map((tape) => tape.close()))
    return Buffer.concat(chunks.map(({ content }) => content)).toString('latin1')
  }
  return { sink, give, exchange, res, wire, client, control, recorded }
}

const answer = (...headers: Headers): AnswerHead => ({ status: 200, headers: [TEXT, ...headers] })
const of = (sent: string) => {
  const [head, rest] = sent.split(/\r\n\r\n(.*)/s) as [string, string]
  // A chunk is its size, its bytes, and a line end.
  const body = /^transfer-encoding: chunked/im.test(head) ? rest.replace(/[0-9a-f]+\r\n(.*?)\r\n/gs, '$1') : rest
  return { head: head.split('\r\n').slice(1), body }
}

test('an answer that is not masked passes byte for byte, its links turned towards the gate', async () => {
  const { give, sink, exchange, recorded } = sinkOf()
  const bytes = Buffer.from([0, 255, 10, 13])
  const headers = answer(['location', 'http://upstream.test/base/b'], ['etag', '"1"'], ['content-length', '4'])
  const { head, body } = of(await give(headers, bytes))
  expect(head.slice(0, 4)).toEqual([
    'content-type: text/plain',
    'location: /c/shop/b',
    'etag: "1"',
    'content-length: 4',
  ])
  expect(body).toBe(bytes.toString('latin1'))
  expect(sink.sent()).toMatchObject({ status: 200, bytes: 4 })
  expect(await recorded()).toBe(bytes.toString('latin1'))
  expect(exchange.answering).toBe(true)
})

test('a masked answer: secrets are gone from head and body, and so are the fields that were about the old bytes', async () => {
  const { give, sink, recorded } = sinkOf({ masks })
  const headers = answer(['x-note', githubToken], ['etag', '"1"'], ['content-length', '50'], ['content-md5', 'x'])
  const { head, body } = of(await give(headers, secret.slice(0, 9), secret.slice(9)))
  expect(head.slice(0, 2)).toEqual(['content-type: text/plain', 'x-note: [masked:github-token]'])
  expect(head.join()).not.toMatch(/etag|content-length|content-md5/)
  expect(body).toBe('a [masked:github-token] b')
  expect(sink.sent()).toMatchObject({ bytes: 25 })
  expect(await recorded()).toBe('a [masked:github-token] b')
})

test('gzip is undone, masked, and sent as it is', async () => {
  const { give, sink, recorded } = sinkOf({ masks })
  const bytes = gzipSync(secret)
  const { head, body } = of(await give(answer(['content-encoding', 'gzip']), bytes.subarray(0, 20), bytes.subarray(20)))
  expect(head.join()).not.toContain('content-encoding')
  expect(body).toBe('a [masked:github-token] b')
  expect(sink.sent()).toMatchObject({ bytes: 25 })
  expect(await recorded()).toBe('a [masked:github-token] b')
})

test.each([
  ['cut short', gzipSync(secret).subarray(0, -4)],
  ['broken', Buffer.from('no gzip at all')],
])('gzip that is %s is no answer that came to its end', async (_what, bytes) => {
  const { sink, control } = sinkOf({ masks })
  sink.head(answer(['content-encoding', 'gzip']))
  sink.data(bytes)
  sink.end([])
  await expect(sink.through()).rejects.toMatchObject({ code: 'ERR_UNMASKABLE' })
  expect(control.aborted).toHaveLength(1)
})

test.each([
  ['br', brotliCompressSync(secret)],
  ['zstd', zstdCompressSync(secret)],
  ['deflate', deflateSync(secret)],
  ['gzip, br', brotliCompressSync(gzipSync(secret))],
])('%s is undone as well', async (coding, bytes) => {
  const { head, body } = of(await sinkOf({ masks }).give(answer(['content-encoding', coding]), bytes))
  expect(head.join()).not.toContain('content-encoding')
  expect(body).toBe('a [masked:github-token] b')
})

test('a part of a body is refused where masks change it', () => {
  const refused = expect.objectContaining({ code: 'ERR_UNMASKABLE', fix: 'Ask again without Range.' })
  expect(() => sinkOf({ masks }).sink.head({ ...answer(), status: 206 })).toThrow(refused)
})

describe('where nothing is masked but what the gateway knows', () => {
  const known = ['known-credential']
  const said = 'you sent known-credential.'
  const hidden = 'you sent ****************.'

  test('lengths and all fields stay', async () => {
    const headers = answer(['etag', '"1"'], ['content-length', String(said.length)], ['x-echo', 'known-credential'])
    const { head, body } = of(await sinkOf({ known }).give(headers, said.slice(0, 12), said.slice(12)))
    expect(head.slice(0, 4)).toEqual([
      'content-type: text/plain',
      'etag: "1"',
      `content-length: ${said.length}`,
      'x-echo: ****************',
    ])
    expect(body).toBe(hidden)
  })

  test('a coding is undone, and the entity tag is weak', async () => {
    const headers = answer(['etag', '"1"'], ['content-encoding', 'zstd'], ['content-length', '30'])
    const { head, body } = of(await sinkOf({ known }).give(headers, zstdCompressSync(said)))
    expect(head.slice(0, 2)).toEqual(['content-type: text/plain', 'etag: W/"1"'])
    expect(head.join()).not.toMatch(/content-encoding|content-length/)
    expect(body).toBe(hidden)
  })

  test('what is not text is looked through as well', async () => {
    const png = { status: 200, headers: [['content-type', 'image/png'] as const] }
    const bytes = Buffer.concat([Buffer.from([0x89, 0, 0xff]), Buffer.from(said)])
    expect(of(await sinkOf({ known }).give(png, bytes)).body).toBe(`\x89\0\xff${hidden}`)
  })

  test('what is compressed and not text passes byte for byte', async () => {
    const headers = [
      ['content-type', 'application/octet-stream'],
      ['content-encoding', 'gzip'],
    ] as const
    const bytes = gzipSync(said)
    const { head, body } = of(await sinkOf({ known }).give({ status: 200, headers }, bytes))
    expect([head.includes('content-encoding: gzip'), body]).toEqual([true, bytes.toString('latin1')])
  })

  test('a part passes, hidden as well, unless it is compressed', async () => {
    const part = { ...answer(['content-range', 'bytes 0-25/100']), status: 206 }
    const passing = sinkOf({ known })
    expect(of(await passing.give(part, said)).body).toBe(hidden)
    expect(await passing.exchange.tapes[0]!.close()).toMatchObject({ chunks: [], leftOut: { why: 'binary' } })
    expect(of(await sinkOf({ known }).give(part, said.slice(0, 15))).body).toBe(hidden.slice(0, 15))
    expect(of(await sinkOf({ known }).give(part, said.slice(15))).body).toBe(hidden.slice(15))
    const gzipped = { status: 206, headers: [...part.headers, ['content-encoding', 'gzip'] as const] }
    const refused = expect.objectContaining({ code: 'ERR_UNMASKABLE' })
    expect(() => sinkOf({ known }).sink.head(gzipped)).toThrow(refused)
  })
})

test.each([
  ['HEAD', 200, 'HEAD'],
  ['204', 204, 'GET'],
  ['304', 304, 'GET'],
])('what has no body needs no text in it: %s', async (_what, status, method) => {
  const { give, sink, exchange } = sinkOf({ masks, method })
  const sent = await give({
    status,
    headers: [
      ['content-type', 'image/png'],
      ['x-note', githubToken],
    ],
  })
  expect(sent).toContain('x-note: [masked:github-token]')
  expect(sink.sent()).toMatchObject({ status, bytes: 0 })
  expect(exchange.tapes).toEqual([])
})

test.each([
  ['a type', [['content-type', 'image/png']]],
  ['an encoding', [TEXT, ['content-encoding', 'compress']]],
] as [string, Headers][])('%s that can’t be masked is refused before any byte is sent', async (_what, headers) => {
  const { sink, res, wire, exchange } = sinkOf({ masks })
  expect(() => sink.head({ status: 200, headers })).toThrow(expect.objectContaining({ code: 'ERR_UNMASKABLE' }))
  expect([res.headersSent, await wire(), exchange.answering]).toEqual([false, '', undefined])
})

test('a held answer goes on where its beginning left off, and only if the upstream’s can', async () => {
  const on = sinkOf({ exchange: { waiting } })
  on.res.writeHead(200)
  on.res.write('[held]')
  expect(await on.give(answer(), 'done')).toMatch(/\[held\]\r\n4\r\ndone\r\n0\r\n\r\n$/)
  const off = sinkOf({ exchange: { waiting } })
  expect(() => off.sink.head({ status: 500, headers: [] })).toThrow(
    'The upstream answered 500 to the approved request.',
  )
  expect(off.exchange.answering).toBeUndefined()
})

test.each([
  ['a length', 'GET', [TEXT, ['content-length', '2']], 'ok'],
  ['no body', 'HEAD', [TEXT], ''],
] as [string, string, Headers, string][])(
  'trailers announced for an answer with %s are not',
  async (_what, method, headers, body) => {
    const { give } = sinkOf({ method })
    const sent = of(await give({ status: 200, headers: [...headers, ['trailer', 'x-sum']] }, body))
    expect([sent.head.filter((line) => /^trailer/i.test(line)), sent.body]).toEqual([[], body])
  },
)

test('trailers are masked as well', async () => {
  const { sink, wire } = sinkOf({ masks })
  sink.head(answer())
  sink.data(Buffer.from('x'))
  sink.end([['x-sum', githubToken]])
  expect(await wire()).toMatch(/0\r\nx-sum: \[masked:github-token\]\r\n\r\n$/)
})

test('an answer that its client left is not through, and keeps no half of a secret', async () => {
  const { sink, res, recorded } = sinkOf()
  sink.head(answer())
  sink.data(Buffer.from(secret.slice(0, 15)))
  res.emit('close')
  await expect(sink.through()).rejects.toThrow('The client went away.')
  expect(sink.sent()).toMatchObject({ bytes: 15 })
  expect(await recorded()).toBe('a ')
})

test('a database that takes nothing holds the upstream back, and goes on once it does', async () => {
  const { gate } = fakeGate()
  const room = Promise.withResolvers<void>()
  const recordings = {
    ...gate.recordings,
    full: true,
    onRoom: (callback: () => void) => void room.promise.then(callback),
  }
  const { exchange } = fakeExchange()
  const sink = createAnswerSink({ ...gate, recordings }, exchange, matchedOf(), gate.createMasker([], 's'))
  let resumed = 0
  sink.start({ resume: () => resumed++, abort: () => {} })
  sink.head(answer())
  expect(sink.data(Buffer.from('x'))).toBe(false)
  room.resolve()
  await new Promise(setImmediate)
  expect(resumed).toBe(1)
})

test('a client that reads slowly holds the upstream back', () => {
  const { sink, res, control } = sinkOf()
  sink.head(answer())
  expect(sink.data(Buffer.alloc(1_000_000))).toBe(false)
  res.emit('drain')
  expect(control.resumed).toBe(1)
})

describe('an answer that is rewritten', () => {
  const rewrite: Adapter['rewrite'] = (request, head) =>
    head.status === 200 && request.path === '/a'
      ? { limit: 100, body: (whole, address) => Buffer.from(`${address} ${whole} ${githubToken}`) }
      : null

  test('is masked and recorded as what it becomes', async () => {
    const { give, sink, recorded } = sinkOf({ masks, adapter: { rewrite } })
    const { head, body } = of(await give(answer(['content-length', '2']), 'a', 'b'))
    expect(head.join()).not.toContain('content-length')
    expect(body).toBe('http://gate.test/c/shop ab [masked:github-token]')
    expect(sink.sent()).toMatchObject({ bytes: body.length })
    expect(await recorded()).toBe(body)
  })

  test('begins only once it has ended: until then it can be refused in words', () => {
    const { sink, res, exchange } = sinkOf({ adapter: { rewrite } })
    sink.head(answer())
    sink.data(Buffer.alloc(100))
    expect(() => sink.data(Buffer.alloc(1))).toThrow(expect.objectContaining({ code: 'ERR_UPSTREAM_BROKEN' }))
    expect([res.headersSent, exchange.answering]).toEqual([false, undefined])
  })

  test('passes as it is where the adapter says so, or where there is no body', async () => {
    expect(of(await sinkOf({ adapter: { rewrite: () => null } }).give(answer(), 'ab')).body).toBe('ab')
    const bodiless = sinkOf({ adapter: { rewrite }, method: 'HEAD' })
    expect(await bodiless.give(answer(['content-length', '7']))).toContain('content-length: 7')
  })
})
