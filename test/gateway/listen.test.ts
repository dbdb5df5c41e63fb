import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { renameSync } from 'node:fs'
import { connect, Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { jest } from '@jest/globals'
import { type Listen, type Listener, listen } from '../../src/gateway/listen.ts'
import { temporaryFolder } from '../config/files.ts'
import { needing } from '../support/parts.ts'
import { raw } from './loopback.ts'

const folder = temporaryFolder()
const open: Listener[] = []
afterEach(() => Promise.all(open.splice(0).map((listener) => listener.close(0))))

async function start(more: Partial<Listen> = {}, handler: Parameters<typeof listen>[1] = (_req, res) => res.end('ok')) {
  const listener = await listen({ host: '127.0.0.1', port: 0, ...more }, handler)
  open.push(listener)
  return { listener, url: new URL(listener.url) }
}

const get = 'GET / HTTP/1.1\r\nhost: x\r\n'

test('answers requests, and says where', async () => {
  const { url } = await start()
  expect(url.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect(await (await fetch(url)).text()).toBe('ok')
})

test.each([
  ['an upgrade', `${get}connection: upgrade\r\nupgrade: websocket\r\n\r\n`],
  ['CONNECT', 'CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n'],
])('%s is refused by name, and the connection with it', async (_what, request) => {
  const handled: unknown[] = []
  const { url } = await start({}, (req) => handled.push(req.url))
  const answer = await raw(url, request)
  expect(answer).toMatch(/^HTTP\/1\.1 501 Not Implemented\r\n/)
  expect(answer).toMatch(/\r\nconnection: close\r\n\r\nERR_UPGRADE_UNSUPPORTED: /)
  expect(handled).toEqual([])
})

test.each([
  ['an upgrade that was refused', `${get}connection: upgrade\r\nupgrade: x\r\n\r\n`],
  ['a request that is never answered', `${get}\r\n`],
  ['half a request', 'GET / HT'],
])(
  'closing ends what is left: %s',
  async (_what, request) => {
    const { listener, url } = await start({}, () => {})
    const socket = connect({ port: Number(url.port), host: url.hostname, allowHalfOpen: true })
    // It never ends its own side.
    socket
      .on('error', () => {})
      .resume()
      .write(request)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await expect(listener.close(0)).resolves.toBeUndefined()
    socket.destroy()
    // Within what such a client is given to read its refusal in.
  },
  3_000,
)

test('closing waits for answers under way, and for no client that keeps its connection for more', async () => {
  const arrived = Promise.withResolvers<() => void>()
  const { listener, url } = await start({}, (_req, res) => arrived.resolve(() => res.end('late')))
  const answer = fetch(url).then((it) => it.text())
  const release = await arrived.promise
  const closed = listener.close(3_600)
  release()
  expect(await answer).toBe('late')
  await closed
})

test('an address that is taken is a sentence', async () => {
  const { url } = await start()
  await expect(start({ port: Number(url.port) })).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message: `Sallyport can't listen at 127.0.0.1, port ${url.port} (EADDRINUSE).`,
  })
})

test.each([
  ['127.0.0.9', true],
  ['::1', true],
  ['192.0.2.7', true],
  ['::ffff:192.0.2.7', true],
  ['2001:db8::1', true],
  ['198.51.100.1', false],
  ['::ffff:198.51.100.1', false],
  ['fe80::1%eth0', false],
])('behind TLS, plain HTTP from this machine and the proxies alone: from %s, %s', async (address, heard) => {
  const { url } = await start({ behindTls: ['192.0.2.0/24', '2001:db8::/32'] })
  // A machine has no address of others to come from: what Node asks the system for is answered here.
  const peer = jest.spyOn(Socket.prototype as unknown as { _getpeername(): object }, '_getpeername')
  peer.mockReturnValue({ address })
  const answer = await raw(url, `${get}connection: close\r\n\r\n`).catch(() => '')
  peer.mockRestore()
  expect(answer.startsWith('HTTP/1.1 200 ')).toBe(heard)
})

needing('openssl')(
  'a certificate that changes is used from then on, and until it fits its key the old one stays',
  async () => {
    const [cert, key] = certificate('first')
    const { url, listener } = await start({ tls: { cert, key } })
    expect(listener.url).toMatch(/^https:/)
    expect(await subject(url)).toBe('first')
    const [nextCert, nextKey] = certificate('second')
    renameSync(nextCert, cert)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(await subject(url)).toBe('first')
    renameSync(nextKey, key)
    while ((await subject(url)) !== 'second') await new Promise((resolve) => setTimeout(resolve, 100))
  },
)

function certificate(name: string): [cert: string, key: string] {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)] as const
  const made = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
    '-subj',
    `/CN=${name}`,
  ]
  execFileSync('openssl', ['req', '-x509', ...made, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return [cert, key]
}

async function subject(url: URL): Promise<string | undefined> {
  const socket = connectTls({ port: Number(url.port), host: url.hostname, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const name = socket.getPeerCertificate().subject?.CN
  socket.destroy()
  return name as string | undefined
}
