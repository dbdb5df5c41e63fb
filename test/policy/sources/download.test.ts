import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { Agent } from 'undici'
import { download } from '../../../src/policy/sources/download.ts'
import { type BundleServer, startBundleServer } from './bundle-server.ts'

const dispatcher = new Agent()
let server: BundleServer
beforeAll(async () => {
  server = await startBundleServer()
})
afterAll(async () => {
  await dispatcher.destroy()
  await server.close()
})

const get = (
  headers: { [name: string]: string } = {},
  signal = new AbortController().signal,
  url = `${server.url}/b?key=1`,
) => download(url, { place: 'the place', headers, dispatcher, signal })
const refusal = (why: string | RegExp) => ({
  code: 'ERR_POLICY_MISSING',
  message: typeof why === 'string' ? `The bundle service at the place ${why}.` : expect.stringMatching(why),
})

test('a bundle comes with its tag, and with whether the service holds answers back', async () => {
  const archive = Buffer.from([0x1f, 0x8b, 0, 255])
  server.publish(archive, 'W/"7"')
  expect(await get({ prefer: 'modes=snapshot' })).toEqual({ archive, etag: 'W/"7"', longPolling: false })
  expect(server.asked.at(-1)).toMatchObject({ path: '/b?key=1', headers: { prefer: 'modes=snapshot' } })
  expect(await get({ 'if-none-match': 'W/"7"' })).toEqual({ archive: null })
  for (const type of ['application/vnd.openpolicyagent.bundles', 'Application/Vnd.OpenPolicyAgent.Bundles ; v=1']) {
    server.answer((res) => res.writeHead(200, { 'content-type': type }).end('x'))
    expect(await get()).toEqual({ archive: Buffer.from('x'), etag: null, longPolling: true })
  }
})

test.each<[string, (res: ServerResponse) => void, string]>([
  ['404', (res) => res.writeHead(404).end('nothing'), 'answered 404'],
  ['500', (res) => res.writeHead(500).end(), 'answered 500'],
  ['204', (res) => res.writeHead(204).end(), 'answered 204'],
  [
    'a redirect',
    (res) => res.writeHead(302, { location: '/elsewhere' }).end(),
    'answered 302, and redirects are not followed',
  ],
  ['304 unasked', (res) => res.writeHead(304).end(), 'answered 304, and was not asked whether anything had changed'],
  ['nothing', (res) => res.writeHead(200).end(), 'answered 200, and sent nothing'],
  [
    'less than it said',
    (res) => res.writeHead(200, { 'content-length': 10 }).write('x', () => res.destroy()),
    'failed to answer (UND_ERR_SOCKET)',
  ],
])('%s is no bundle, and is told of', async (_what, answer, why) => {
  server.answer(answer)
  const before = server.asked.length
  await expect(get()).rejects.toMatchObject(refusal(why))
  expect(server.asked.length).toBe(before + 1)
})

test('more than a bundle may have is cut off as it comes', async () => {
  let sent = 0
  let closed = false
  server.answer((res) => {
    res.writeHead(200).on('close', () => {
      closed = true
    })
    const chunk = Buffer.alloc(1024 ** 2)
    const more = (): void => {
      if (closed) return
      sent++
      res.write(chunk, more)
    }
    more()
  })
  await expect(get()).rejects.toMatchObject(refusal('sent more than the 67108864 bytes that a bundle may have'))
  while (!closed) await new Promise(setImmediate)
  expect(sent).toBeGreaterThanOrEqual(64)
})

test('a service that is away, or no web server, is told of', async () => {
  const odd = createServer((socket) => socket.on('error', () => {}).end('hello\n', () => socket.destroy())).listen(
    0,
    '127.0.0.1',
  )
  await once(odd, 'listening')
  const url = `http://127.0.0.1:${(odd.address() as AddressInfo).port}/`
  await expect(get({}, undefined, url)).rejects.toMatchObject(
    refusal(/^The bundle service at the place failed to answer \(.*protocol/),
  )
  odd.close()
  await once(odd, 'close')
  await expect(get({}, undefined, url)).rejects.toMatchObject(refusal('failed to answer (ECONNREFUSED)'))
})

test('whoever ends the request says why', async () => {
  server.answer((res) => void res.writeHead(200).write('x'))
  const late = new AbortController()
  const asked = get({}, late.signal)
  const before = server.asked.length
  while (server.asked.length === before) await new Promise(setImmediate)
  late.abort(new Error("didn't send a bundle within 5 seconds"))
  await expect(asked).rejects.toMatchObject(refusal("didn't send a bundle within 5 seconds"))
})
