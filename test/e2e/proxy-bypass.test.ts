import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import tls from 'node:tls'
import { type Gate, startGate } from './gate.ts'
import { bundleWith } from './settings.ts'

let gate: Gate
let token: string
let ca: string

beforeAll(async () => {
  // Whatever policy lets tunnels lead to, these attempts come to nothing.
  gate = await startGate({ bundle: bundleWith({ net: { tunnels: ['**'] } }) })
  token = await gate.session()
  ca = await readFile(join(gate.directory, 'ca.pem'), 'utf8')
}, 60_000)
afterAll(() => gate.close())

/** All that comes back until the gate closes, or is silent. */
function hearing(socket: net.Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setTimeout(3_000, () => socket.destroy())
    socket.on('error', () => {}).on('close', () => resolve(text))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
  })
}

/** CONNECT, and the bytes that come with it. */
function connecting(authority: string, ...with_: string[]): net.Socket {
  const { hostname, port } = new URL(gate.world.urls.proxy)
  const socket = net.connect(Number(port), hostname)
  const password = Buffer.from(`run:${token}`).toString('base64')
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Authorization: Basic ${password}\r\n\r\n`)
  for (const bytes of with_) socket.write(bytes)
  return socket
}

/** What the gate says to CONNECT itself. */
const connected = (authority: string) => hearing(connecting(authority))

/** What it says inside, by TLS. */
async function inside(authority: string, bytes: string, servername = 'api.test'): Promise<string> {
  const socket = connecting(authority)
  const [first] = (await once(socket, 'data')) as [Buffer]
  expect(first.toString()).toMatch(/^HTTP\/1\.1 200 /)
  const secure = tls.connect({
    socket,
    ca,
    ...(servername === '' ? { checkServerIdentity: () => undefined } : { servername }),
  })
  const heard = hearing(secure)
  secure.write(bytes)
  return heard
}

const get = (target: string, host: string, ...more: string[]) =>
  [`GET ${target} HTTP/1.1`, `Host: ${host}`, ...more, '', ''].join('\r\n')
const closing = (target: string, host: string) => get(target, host, 'Connection: close')

/** Whatever was tried, the upstream was asked for exactly this. */
async function reaching(expected: readonly string[], attempt: () => Promise<string>): Promise<string> {
  const before = gate.world.upstream.requests.length
  const answer = await attempt()
  expect(gate.world.upstream.requests.slice(before)).toEqual(expected)
  return answer
}

test.each([
  ['Host is another than CONNECT’s', closing('/v1/x', 'evil.test'), "The request's Host is another than api.test:443"],
  ['Host has another port', closing('/v1/x', 'api.test:8443'), "The request's Host is another than api.test:443"],
  ['Host has a user', closing('/v1/x', 'user@api.test'), 'names a user'],
  ['two Hosts', get('/v1/x', 'api.test', 'Host: evil.test', 'Connection: close'), 'one plain host'],
  ['a whole URL of another host', closing('https://evil.test/v1/x', 'api.test'), 'names a whole URL'],
  ['a whole URL of the same host', closing('https://api.test/v1/x', 'api.test'), 'names a whole URL'],
  ['a whole URL with a user', closing('https://user:word@api.test/v1/x', 'api.test'), 'names a whole URL'],
  ['a dot segment', closing('/v1/../secret', 'api.test'), 'dot segment'],
  [
    'h2c',
    get('/v1/x', 'api.test', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'),
    'no h2c',
  ],
  [
    'another CONNECT',
    closing('/', 'evil.test').replace('GET /', 'CONNECT evil.test:443'),
    'A tunnel leads to one host',
  ],
])('inside the tunnel: %s', async (_what, request, why) => {
  const answer = await reaching([], () => inside('api.test:443', request))
  expect(answer).toMatch(/^HTTP\/1\.1 (400|501) /)
  expect(answer).toContain(why)
})

test('the TLS greeting names another host', async () => {
  const answer = await reaching([], () => inside('api.test:443', closing('/v1/x', 'api.test'), 'forge.test'))
  expect(answer).toContain('The TLS greeting names another host than CONNECT did.')
})

test('curl is led elsewhere than its URL says', async () => {
  const led = await gate.proxied(
    token,
    'curl',
    '-sS',
    '--connect-to',
    'evil.test:443:api.test:443',
    'https://evil.test/v1/x',
  )
  expect(led.output).toContain('The TLS greeting names another host than CONNECT did.')
})

test('a second request, to another host, in one packet with the first', async () => {
  const two = get('/v1/one', 'api.test') + closing('/v1/two', 'evil.test')
  const answer = await reaching(['GET /v1/one'], () => inside('api.test:443', two))
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400'])
})

const hidden = closing('/v1/hidden', 'api.test')
test.each([
  [
    'both Content-Length and Transfer-Encoding',
    ['Content-Length: 4', 'Transfer-Encoding: chunked'],
    `0\r\n\r\n${hidden}`,
  ],
  ['two Content-Lengths', ['Content-Length: 0', 'Content-Length: 4'], hidden],
  ['a Transfer-Encoding that isn’t last chunked', ['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${hidden}`],
  ['a Transfer-Encoding in odd spelling', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${hidden}`],
  ['a blank before the colon', ['Transfer-Encoding : chunked'], `0\r\n\r\n${hidden}`],
  ['a folded field', ['Transfer-Encoding:', ' chunked'], `0\r\n\r\n${hidden}`],
  ['a signed Content-Length', ['Content-Length: +4'], hidden],
])('a request hidden behind %s', async (_what, fields, body) => {
  const outer = ['POST /v1/comments HTTP/1.1', 'Host: api.test', ...fields, '', ''].join('\r\n')
  const answer = await reaching([], () => inside('api.test:443', outer + body))
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1)
})

test('a chunked body that holds a request stays a body', async () => {
  const outer = get('/v1/outer', 'api.test', 'Transfer-Encoding: chunked', 'Connection: close')
  const body = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`
  await reaching(['GET /v1/outer'], () => inside('api.test:443', outer + body))
})

test('HTTP/2 by prior knowledge, with TLS and without', async () => {
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
  expect(await reaching([], () => inside('api.test:443', preface))).toMatch(/^HTTP\/1\.1 400 /)
  const plain = await reaching([], () => hearing(connecting(new URL(gate.world.upstream.url).host, preface)))
  expect(plain).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 400 /)
})

test.each([
  ['API.Test:443', 'mixed case'],
  ['api.test.:443', 'a trailing dot'],
])('%s, with %s, is api.test', async (authority) => {
  const answer = await reaching(['GET /v1/x'], () => inside(authority, closing('/v1/x', authority)))
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
})

test.each([
  ['user:word@api.test:443', 'names a user'],
  ['api.test', 'names no port'],
  ['api.test:0', 'a port from 1 to 65535'],
  ['api..test:443', 'is not a plain host name'],
  ['api.test..:443', 'is not a plain host name'],
  ['api.test%00.evil.test:443', 'is not a plain host name'],
  ['0177.0.0.1:443', 'spells an IPv4 address'],
  ['0x7f.1:443', 'spells an IPv4 address'],
  ['2130706433:443', 'spells an IPv4 address'],
  ['127.1:443', 'spells an IPv4 address'],
  ['[fe80::1%25eth0]:443', 'names an IPv6 zone'],
])('CONNECT %s: %s', async (authority, why) => {
  const answer = await reaching([], () => connected(authority))
  expect(answer).toMatch(/^HTTP\/1\.1 400 ERR_UNINTELLIGIBLE: /)
  expect(answer).toContain(why)
})

test('punycode is the name that it is, and no other', async () => {
  const answer = await inside('xn--pi-7ia.test:443', closing('/', 'xn--pi-7ia.test'), 'xn--pi-7ia.test')
  expect(answer).toContain("ERR_UPSTREAM_UNREACHABLE: xn--pi-7ia.test:443 can't be reached.")
})

test.each([
  ['127.0.0.1:443', 'loopback'],
  ['169.254.169.254:443', 'the metadata address'],
  ['10.0.0.1:443', 'a private network'],
  ['[::1]:443', 'loopback in IPv6'],
  ['[::ffff:169.254.169.254]:443', 'the metadata address in IPv6'],
  ['1.1.1.1:443', 'an address of the public network'],
])('%s, %s: no connection names it', async (authority) => {
  const answer = await inside(authority, closing('/', authority), '')
  expect(answer).toMatch(/^HTTP\/1\.1 403 [\s\S]*ERR_ADDRESS_FORBIDDEN: /)
})

test('a name that means this machine, by a port that somebody listens on', async () => {
  const answer = await connected(`localhost:${new URL(gate.world.upstream.url).port}`)
  expect(answer).toMatch(
    /^HTTP\/1\.1 403 ERR_ADDRESS_FORBIDDEN: localhost has an address that is not of the public network/,
  )
})

test('a whole URL on the proxy’s own listener, to a host that is no connection’s', async () => {
  const answer = await gate.proxied(token, 'curl', '-sS', 'http://169.254.169.254/latest/meta-data/')
  expect(answer.output).toContain('ERR_CONNECTION_UNKNOWN: No connection has http://169.254.169.254:80.')
})

test('the token of another session inside the tunnel opens nothing: CONNECT’s counts', async () => {
  const request = get(
    '/v1/x',
    'api.test',
    'Authorization: Bearer other',
    'Proxy-Authorization: Bearer other',
    'Connection: close',
  )
  const seen = [...gate.world.upstream.authorizations.keys()]
  await reaching(['GET /v1/x'], () => inside('api.test:443', request))
  const added = [...gate.world.upstream.authorizations.keys()].filter((it) => !seen.includes(it))
  expect(added.some((it) => it.includes('other'))).toBe(false)
})
