import { randomBytes } from 'node:crypto'
import { type LogService, type Reporting, serviceSink } from '../../src/decision-log/service.ts'
import type { Sink } from '../../src/decision-log/sink.ts'
import { type FakeTiming, fakeTiming, until } from '../policy/sources/fake-timing.ts'
import { type LogServer, startLogServer } from './log-server.ts'
import { observed } from './observed.ts'

let server: LogServer
let started: { readonly sink: Sink; readonly timing: FakeTiming } | null = null
beforeEach(async () => {
  server = await startLogServer()
})
afterEach(async () => {
  const closed = started?.sink.close(0)
  started?.timing.pass(0)
  started = null
  await closed
  await server.close()
})

function start(reporting: Partial<Reporting> = {}, token: LogService['token'] = null) {
  const [{ told, observer }, timing] = [observed(), fakeTiming()]
  const limits = { bufferSizeLimitBytes: 1_000, uploadSizeLimitBytes: 500, minDelaySeconds: 300, maxDelaySeconds: 600 }
  const service = { url: new URL(`${server.url}/v1/logs`), token }
  const sink = serviceSink(service, { ...limits, ...reporting }, timing, observer)
  started = { sink, timing }
  return { sink, told, timing }
}
const place = () => `The decision log service at ${server.url}/v1/logs`
const events = () => server.uploads.map((upload) => upload.events)

test('after a while all that waits is sent as one gzipped list', async () => {
  const { sink, told, timing } = start({}, async () => 'opens-the-log')
  timing.chance = 0.5
  sink.add('{"a":1}')
  sink.add('{"b":2}')
  await timing.sleeping(450_000)
  expect(server.uploads).toEqual([])
  timing.pass(450_000)
  await until(() => told.length > 0)
  expect(server.uploads).toEqual([
    {
      path: 'POST /v1/logs',
      headers: expect.objectContaining({
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: 'Bearer opens-the-log',
        'user-agent': 'sallyport',
      }),
      bytes: expect.any(Number),
      events: [{ a: 1 }, { b: 2 }],
    },
  ])
  expect(told).toEqual(['sent 2'])
  expect(timing.asleep).toEqual([])
})

test('with nothing to send nobody is asked, and the next event waits its time again', async () => {
  const { sink, told, timing } = start()
  expect(timing.asleep).toEqual([])
  for (const line of ['1', '2']) {
    sink.add(line)
    await timing.sleeping(300_000)
    timing.pass(300_000)
    await until(() => told.length === Number(line))
  }
  expect(events()).toEqual([[1], [2]])
  expect(server.uploads[0]!.headers).not.toHaveProperty('authorization')
})

test('nothing waits where half of the buffer is full', async () => {
  const { sink, told } = start({ bufferSizeLimitBytes: 8 })
  sink.add('11')
  sink.add('22')
  await until(() => told.length > 0)
  expect([events(), told]).toEqual([[[11, 22]], ['sent 2']])
})

test('uploads are bounded', async () => {
  const { sink, told } = start({ bufferSizeLimitBytes: 10_000 })
  const lines = Array.from({ length: 40 }, () => JSON.stringify(randomBytes(60).toString('hex')))
  for (const line of lines) sink.add(line)
  await sink.close(5_000)
  expect(Math.max(...server.uploads.map(({ bytes }) => bytes))).toBeLessThanOrEqual(500)
  expect((events() as string[][]).flat()).toEqual(lines.map((line) => JSON.parse(line)))
  expect(told.every((line) => /^sent \d+$/.test(line))).toBe(true)
})

test('an event that no upload can hold is lost alone', async () => {
  const { sink, told } = start({ bufferSizeLimitBytes: 10_000 })
  sink.add(JSON.stringify(randomBytes(1_000).toString('hex')))
  sink.add('1')
  await sink.close(5_000)
  expect([events(), told]).toEqual([[[1]], ['too_large 1', 'sent 1']])
})

test('while the service is away the oldest make room', async () => {
  const { sink, told } = start({ bufferSizeLimitBytes: 10 })
  server.answer(503)
  sink.add('"first"')
  await until(() => told.length === 1)
  for (const line of ['1', '2', '3', '4']) sink.add(line)
  await sink.close(5_000)
  expect(events()).toEqual([['first'], ['first'], [2, 3, 4]])
  expect(told).toEqual([`${place()} answered 503.`, 'buffer_full 1', 'sent 1', 'sent 3'])
})

test.each([408, 429, 500, 503, 307])('after %d it is tried again, ever more slowly', async (status) => {
  const { sink, told, timing } = start({ minDelaySeconds: 1, maxDelaySeconds: 1 })
  server.answer(...Array<number>(6).fill(status))
  sink.add('1')
  await timing.sleeping(1_000)
  timing.pass(1_000)
  for (const wait of [50, 100, 200, 400, 500, 500]) {
    await timing.sleeping(wait)
    timing.pass(wait)
  }
  await until(() => told.includes('sent 1'))
  expect(told).toEqual([...Array(6).fill(`${place()} answered ${status}.`), 'sent 1'])
  expect(events()).toEqual(Array(7).fill([1]))
})

test.each([400, 401, 404, 413])('after %d it is not', async (status) => {
  const { sink, told } = start()
  server.answer(status)
  sink.add('1')
  await sink.close(5_000)
  expect([events(), told]).toEqual([[[1]], [`${place()} answered ${status}.`, 'refused 1']])
})

test('a token that can’t be read sends nothing, and is read again', async () => {
  let reads = 0
  const { sink, told, timing } = start({}, async () => {
    if (reads++ === 0) throw new Error('no such file')
    return 'opens-the-log'
  })
  sink.add('1')
  await timing.sleeping(300_000)
  timing.pass(300_000)
  await timing.sleeping(50)
  expect(server.uploads).toEqual([])
  timing.pass(50)
  await until(() => told.length === 2)
  expect(told).toEqual([`${place()} failed to answer (no such file).`, 'sent 1'])
})

test('a connection that is refused is tried again', async () => {
  const { sink, told, timing } = start()
  const { url } = server
  await server.close()
  sink.add('1')
  await timing.sleeping(300_000)
  timing.pass(300_000)
  await timing.sleeping(50)
  expect(told).toEqual([`The decision log service at ${url}/v1/logs failed to answer (ECONNREFUSED).`])
  server = await startLogServer()
})

test('at the end what is left has its time, and no more', async () => {
  const { sink, told, timing } = start({ bufferSizeLimitBytes: 20 })
  server.answer(0)
  sink.add('"first one"')
  await until(() => server.uploads.length === 1)
  sink.add('2')
  const closed = sink.close(5_000)
  await timing.sleeping(5_000)
  timing.pass(5_000)
  await closed
  expect(told).toEqual([expect.stringMatching(/failed to answer/), 'unsent 1', 'unsent 1'])
  expect(events()).toEqual([['first one']])
})
