import { type ServiceOptions, serviceSource } from '../../../src/policy/sources/service.ts'
import type { Source } from '../../../src/policy/sources/source.ts'
import { type BundleServer, startBundleServer } from './bundle-server.ts'
import { type FakeTiming, fakeTiming, until } from './fake-timing.ts'

const signal = new AbortController().signal
const bundle = Buffer.from('bundle')
const [open, sources]: [BundleServer[], Source[]] = [[], []]
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close!()
  for (const server of open.splice(0)) await server.close()
})

async function start(options: Partial<ServiceOptions> = {}, longPolling = false) {
  const server = await startBundleServer(longPolling)
  const timing: FakeTiming = fakeTiming()
  const polling = { minDelaySeconds: 10, maxDelaySeconds: 20, longPollingTimeoutSeconds: null }
  const source = serviceSource(
    { url: new URL(`${server.url}/v1/b.tar.gz?signature=hidden`), token: null, ...polling, ...options },
    timing,
  )
  open.push(server)
  sources.push(source)
  const last = () => server.asked.at(-1)!.headers
  return { server, timing, source, last }
}

/** Looks, and puts in force what comes. */
async function take(source: Source): Promise<string | null> {
  const offer = await source.look(signal)
  if (offer !== null) source.activated(offer)
  return offer?.archive.toString() ?? null
}

test('asks as OPA does, and for no other bundle than the one in force', async () => {
  const { server, source, last } = await start()
  server.publish(bundle, '"1"')
  expect(source.place).toBe(`${server.url}/v1/b.tar.gz`)
  expect(await take(source)).toBe('bundle')
  expect(server.asked[0]).toEqual({
    path: '/v1/b.tar.gz?signature=hidden',
    headers: {
      host: new URL(server.url).host,
      connection: 'keep-alive',
      prefer: 'modes=snapshot',
      'user-agent': 'sallyport',
    },
  })
  expect(await take(source)).toBeNull()
  expect(last()['if-none-match']).toBe('"1"')
})

test('a bundle that was not put in force is asked for again', async () => {
  const { server, source, last } = await start()
  server.publish(bundle, '"1"')
  await take(source)
  server.publish(Buffer.from('bad'), '"2"')
  expect((await source.look(signal))?.archive.toString()).toBe('bad')
  expect((await source.look(signal))?.archive.toString()).toBe('bad')
  expect(last()['if-none-match']).toBe('"1"')
})

test('a service that names no versions is not asked by one', async () => {
  const { server, source, last } = await start()
  server.publish(bundle, null)
  expect([await take(source), await take(source)]).toEqual(['bundle', 'bundle'])
  expect(last()['if-none-match']).toBeUndefined()
})

test('the token goes along, read anew each time; one that can’t be read is told of', async () => {
  const tokens = ['one', 'two']
  const { server, source, last } = await start({
    token: async () => tokens.shift() ?? Promise.reject(new Error('gone')),
  })
  server.publish(bundle)
  await take(source)
  expect(last().authorization).toBe('Bearer one')
  await take(source)
  expect(last().authorization).toBe('Bearer two')
  await expect(source.look(signal)).rejects.toThrow('gone')
  expect(server.asked.length).toBe(2)
})

test('the next look comes within the two delays, evenly; after failures later and later', async () => {
  const { timing, source } = await start()
  const delays = (failures: number) =>
    [0, 0.5, 0.75].map((chance) => {
      timing.chance = chance
      return source.delay(failures, 0)
    })
  expect(delays(0)).toEqual([10_000, 15_000, 17_500])
  expect(delays(1)).toEqual([500, 750, 875])
  expect(delays(9)).toEqual([10_000, 15_000, 17_500])
})

describe('long polling', () => {
  const options = { longPollingTimeoutSeconds: 30 }

  test('the service holds its answer back until there is something new', async () => {
    const { server, source, last } = await start(options, true)
    server.publish(bundle, '"1"')
    await take(source)
    expect(last().prefer).toBe('modes=snapshot;wait=30')
    expect(source.delay(0, 0)).toBe(1_000)
    expect(source.delay(0, 1_000)).toBe(0)
    const held = take(source)
    await until(() => server.held === 1)
    server.publish(Buffer.from('new'), '"2"')
    expect(await held).toBe('new')
    const unchanged = take(source)
    await until(() => server.held === 1)
    server.release()
    expect(await unchanged).toBeNull()
    expect(last()).toMatchObject({ 'if-none-match': '"2"', prefer: 'modes=snapshot;wait=30' })
    expect(source.delay(0, 29_000)).toBe(0)
    expect(source.delay(1, 0)).toBe(500)
  })

  test('a service that doesn’t say it can is polled', async () => {
    const { server, source, last } = await start(options)
    server.publish(bundle, '"1"')
    await take(source)
    expect(last().prefer).toBe('modes=snapshot;wait=30')
    expect(source.delay(0, 0)).toBe(10_000)
    await take(source)
    expect(last().prefer).toBe('modes=snapshot')
  })

  test('a service that answers at once is asked once a second at most', async () => {
    const { server, source } = await start(options)
    source.activated({ archive: bundle, etag: '"1"' })
    server.publish(bundle, '"1"')
    expect(await take(source)).toBeNull()
    expect(source.delay(0, 3)).toBe(997)
  })
})

test.each([
  [null, 120],
  [30, 150],
])('with answers held back for %p seconds, a request ends after %d', async (longPollingTimeoutSeconds, seconds) => {
  const { server, timing, source } = await start({ longPollingTimeoutSeconds })
  server.answer((res) => void res.writeHead(200).write('x'))
  const look = source.look(signal)
  await until(() => server.asked.length === 1)
  timing.pass(seconds * 1000 - 1)
  expect(timing.asleep).toEqual([seconds * 1000])
  timing.pass(1)
  await expect(look).rejects.toMatchObject({
    code: 'ERR_POLICY_MISSING',
    message: `The bundle service at ${server.url}/v1/b.tar.gz didn't send a bundle within ${seconds} seconds.`,
  })
})

test('a request under way ends with whoever asked for it, and leaves nothing waiting', async () => {
  const { server, timing, source } = await start({ longPollingTimeoutSeconds: 30 }, true)
  source.activated({ archive: bundle, etag: '"1"' })
  server.publish(bundle, '"1"')
  const stop = new AbortController()
  const look = source.look(stop.signal)
  await until(() => server.held === 1)
  stop.abort()
  await expect(look).rejects.toMatchObject({ code: 'ERR_POLICY_MISSING' })
  await until(() => server.held === 0)
  expect(timing.asleep).toEqual([])
})
