import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Relay, startRelay } from '../../../src/cli/run/relay.ts'
import { startTestGateway, type TestGateway } from './test-gateway.ts'

const TOKEN = ['token', 'of', 'the', 'session'].join('-')
let folder: string
let target: Server
let gateway: TestGateway
let relay: Relay

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-relay-'))
  // Answers once its client has ended: only a half-closed connection gets there.
  target = createServer({ allowHalfOpen: true }, async (socket) => {
    socket.on('error', () => {})
    socket.end(`got ${await text(socket)}`)
  })
  await once(target.listen(0, '127.0.0.1'), 'listening')
  gateway = await startTestGateway({ targets: { 'host.test:443': (target.address() as AddressInfo).port } })
  gateway.live.add(TOKEN)
  relay = await startRelay({ host: '127.0.0.1', port: gateway.proxyPort, tls: null, token: () => TOKEN })
})
afterAll(async () => {
  await relay.close()
  await gateway.close()
  target.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  gateway.asked.length = 0
})

const basic = (password: string) => `Basic ${Buffer.from(`run:${password}`).toString('base64')}`
const ofRelay = (): string => `Proxy-Authorization: ${basic(relay.password)}\r\n`

/** Sends bytes to the relay and ends; answers all that came back. */
async function exchange(
  bytes: string,
  to: { port: number } | { path: string } = relay,
  ending = true,
): Promise<string> {
  const where = 'path' in to ? { path: to.path } : { port: to.port, host: '127.0.0.1' }
  const socket: Socket = connect({ ...where, allowHalfOpen: true })
  // Ends with the bytes only a tunnel: a server of HTTP takes that for a client that has gone.
  if (ending && bytes.startsWith('CONNECT')) socket.end(bytes)
  else socket.write(bytes)
  return text(socket)
}

test('a tunnel carries bytes both ways, each side ending by itself, with the session instead of the password', async () => {
  const got = await exchange(`CONNECT host.test:443 HTTP/1.1\r\nHost: host.test:443\r\n${ofRelay()}X-A: b\r\n\r\nhello`)
  expect(got).toBe('HTTP/1.1 200 Connection Established\r\n\r\ngot hello')
  expect(gateway.asked).toEqual([{ request: 'CONNECT host.test:443', authorization: basic(TOKEN) }])
})

test('a large body arrives whole', async () => {
  const body = 'x'.repeat(8 * 1024 ** 2)
  const got = await exchange(`CONNECT host.test:443 HTTP/1.1\r\nHost: host.test:443\r\n${ofRelay()}\r\n${body}`)
  expect(got.endsWith(`\r\n\r\ngot ${body}`)).toBe(true)
})

test('what the gateway refuses is refused in its words, on a connection that closes', async () => {
  const got = await exchange(`CONNECT other.test:443 HTTP/1.1\r\nHost: other.test:443\r\n${ofRelay()}\r\n`)
  expect(got).toBe('HTTP/1.1 403 Forbidden\r\nContent-Length: 17\r\nConnection: close\r\n\r\nnot on the list.\n')
})

test('a session that has ended is a refusal, not a question for a password', async () => {
  gateway.live.delete(TOKEN)
  const tunnel = await exchange(`CONNECT host.test:443 HTTP/1.1\r\nHost: host.test:443\r\n${ofRelay()}\r\n`)
  expect(tunnel).toBe('HTTP/1.1 403 No\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n')
  const plain = await exchange(
    `GET http://host.test/ HTTP/1.1\r\nHost: host.test\r\n${ofRelay()}Connection: close\r\n\r\n`,
  )
  expect(plain).toMatch(/^HTTP\/1\.1 403 .*\r\n/)
  expect(plain.toLowerCase()).not.toContain('proxy-authenticate')
  gateway.live.add(TOKEN)
})

test.each([
  ['CONNECT host.test:443', ''],
  ['CONNECT host.test:443', `Proxy-Authorization: ${basic('guess')}\r\n`],
  ['GET http://host.test/', ''],
  ['GET http://host.test/', `Proxy-Authorization: Bearer ${TOKEN}\r\n`],
])('%s with %j is a stranger', async (line, field) => {
  const got = await exchange(`${line} HTTP/1.1\r\nHost: host.test\r\nConnection: close\r\n${field}\r\n`)
  expect(got).toMatch(/^HTTP\/1\.1 407 .*\r\nProxy-Authenticate: Basic realm="sallyport"\r\n/)
  expect(got).toMatch(/\r\nConnection: close\r\n/)
  expect(got).toContain('sallyport: This relay opens only to what sallyport started')
  expect(gateway.asked).toEqual([])
})

test('a request that announces trailers without a place for them goes on without, and ends no relay', async () => {
  const got = await exchange(
    `GET http://none.test/ HTTP/1.1\r\nHost: none.test\r\n${ofRelay()}Trailer: X-A\r\nConnection: close\r\n\r\n`,
  )
  expect(got).toMatch(/^HTTP\/1\.1 \d/)
  expect(gateway.asked).toHaveLength(1)
})

test('what is no request to a proxy is refused', async () => {
  const got = await exchange(`GET /path HTTP/1.1\r\nHost: host.test\r\n${ofRelay()}\r\n`)
  expect(got).toMatch(/^HTTP\/1\.1 400 /)
  expect(gateway.asked).toEqual([])
})

function send(method: string, path: string, body: string[], headers: Record<string, string> = {}) {
  return new Promise<{ status: number; body: { headers: string; body: string; request: string } }>(
    (resolve, reject) => {
      const req = request({
        host: '127.0.0.1',
        port: relay.port,
        method,
        path,
        headers: { host: 'host.test', 'proxy-authorization': basic(relay.password), ...headers },
      })
      req.on('error', reject)
      req.on('response', async (answer) => {
        resolve({ status: answer.statusCode!, body: JSON.parse(await text(answer)) as never })
      })
      if (headers.expect !== undefined) req.on('continue', () => req.end(body.join('')))
      else {
        for (const part of body) req.write(part)
        req.end()
      }
    },
  )
}

test.each([
  ['POST', ['a', 'b'], {}],
  ['DELETE', ['a', 'b'], { 'transfer-encoding': 'chunked' }],
  ['PUT', ['ab'], { 'content-length': '2' }],
  ['PUT', ['ab'], { 'content-length': '2', expect: '100-continue' }],
  ['GET', [], {}],
] as const)('%s %j %j goes on as it is', async (method, body, headers) => {
  const answer = await send(method, 'http://Host.test:80/a//b?c', [...body], { ...headers, 'X-Kept': 'Yes' })
  expect([answer.status, answer.body.request, answer.body.body]).toEqual([
    200,
    `${method} http://Host.test:80/a//b?c`,
    body.join(''),
  ])
  expect(answer.body.headers).toContain('X-Kept\nYes')
  expect(gateway.asked.map(({ authorization }) => authorization)).toEqual([basic(TOKEN)])
})

test('a proxy that is away is named, for tunnels and requests', async () => {
  const alone = await startRelay({ host: '127.0.0.1', port: 1, tls: null, token: () => TOKEN })
  const field = `Proxy-Authorization: ${basic(alone.password)}\r\n`
  const words = "sallyport: The gateway's proxy can't be reached, or broke off.\n"
  for (const line of ['CONNECT host.test:443', 'GET http://host.test/']) {
    const got = await exchange(`${line} HTTP/1.1\r\nHost: host.test\r\nConnection: close\r\n${field}\r\n`, alone)
    expect(got).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/)
    expect(got.endsWith(words)).toBe(true)
  }
  await alone.close()
})

test('a Unix socket leads to the same', async () => {
  const path = join(folder, 'relay.sock')
  await relay.listenOn(path)
  const got = await exchange(`CONNECT host.test:443 HTTP/1.1\r\nHost: host.test:443\r\n${ofRelay()}\r\nx`, { path })
  expect(got).toBe('HTTP/1.1 200 Connection Established\r\n\r\ngot x')
})

test('a proxy behind TLS shows a certificate that is trusted, or gets nothing', async () => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const making = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=gate', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
  execFileSync('openssl', [...making, ...names], { stdio: 'ignore' })
  const certificate = readFileSync(cert)
  // TLS servers of Node end with their clients, so this target doesn't wait for the end.
  const prompt = createServer((socket) => socket.once('data', (data) => socket.end(`got ${data}`)))
  await once(prompt.listen(0, '127.0.0.1'), 'listening')
  const secure = await startTestGateway({
    tls: { key: readFileSync(key), cert: certificate },
    targets: { 'host.test:443': (prompt.address() as AddressInfo).port },
  })
  secure.live.add(TOKEN)
  const asking = async (trusted: string[] | undefined, line: string, rest = '') => {
    const one = await startRelay({ host: '127.0.0.1', port: secure.proxyPort, tls: { trusted }, token: () => TOKEN })
    const field = `Proxy-Authorization: ${basic(one.password)}\r\n`
    const got = await exchange(
      `${line} HTTP/1.1\r\nHost: host.test\r\nConnection: close\r\n${field}\r\n${rest}`,
      one,
      false,
    )
    await one.close()
    return got
  }
  const trusted = [certificate.toString()]
  expect(await asking(trusted, 'CONNECT host.test:443', 'x')).toBe('HTTP/1.1 200 Connection Established\r\n\r\ngot x')
  expect(await asking(trusted, 'GET http://host.test/')).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(secure.asked.length).toBe(2)
  expect(await asking(undefined, 'CONNECT host.test:443')).toMatch(/^HTTP\/1\.1 502 /)
  expect(await asking(undefined, 'GET http://host.test/')).toMatch(/^HTTP\/1\.1 502 /)
  expect(secure.asked.length).toBe(2)
  await secure.close()
  prompt.close()
})
