import { join } from 'node:path'
import { connect } from 'node:tls'
import { openAuthority } from '../../../src/certificates/open.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import { createForwarder } from '../../../src/gateway/forward.ts'
import { createLines } from '../../../src/gateway/lines.ts'
import { temporaryFolder } from '../../config/files.ts'
import { CREDENTIAL, connectionTo, deny, TOKEN } from '../fake-gate.ts'
import { closeServers, serve } from '../loopback.ts'
import { head, talk } from '../start-agents.ts'
import { BASIC, get, startProxy } from './start-proxy.ts'

const folder = temporaryFolder()
afterEach(closeServers)

/** An upstream that tells what it was asked, behind a host name of its own and its own address. */
async function behind(options: Parameters<typeof startProxy>[0] = {}) {
  const asked: string[] = []
  const upstream = await serve((req, res) => {
    asked.push(`${req.method} ${req.url} ${req.headers.authorization}`)
    res.setHeader('location', `${upstream.origin}/base/next`)
    res.end('hello')
  })
  const forwarder = createForwarder()
  const connections = [connectionTo(new URL('/base', upstream), { hosts: ['shop.test'] })]
  const proxy = await startProxy({ connections, forwarder, ...options })
  return { ...proxy, asked, upstream }
}

test('TLS ends here, and what comes out of it is a request like any other', async () => {
  const { tls, asked, calls, intents } = await behind()
  const client = await tls('shop.test:443')
  expect([client.socket.alpnProtocol, client.socket.getProtocol()]).toEqual(['http/1.1', 'TLSv1.3'])
  client.socket.write(get('/a', 'shop.test', 'authorization: Bearer mine').replace('connection: close\r\n', ''))
  await client.until('hello')
  const answer = await client.whole(get('/b', 'shop.test:443'))
  expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  expect(asked).toEqual([`GET /base/a Bearer ${CREDENTIAL}`, `GET /base/b Bearer ${CREDENTIAL}`])
  expect(calls.slice(0, 3)).toEqual(['decide', 'intend null', 'open'])
  expect(intents[0]).toMatchObject({ connection: 'shop', host: 'shop.test', target: '/a' })
})

test('at the upstream’s own address its base path comes off before the request is judged, and links lead back there', async () => {
  const { connecting, asked, intents, upstream } = await behind()
  const client = connecting(upstream.host)
  await client.until('\r\n\r\n')
  client.socket.write(get('/base/a', upstream.host))
  await client.closed
  expect([asked, intents[0]!.target]).toEqual([[`GET /base/a Bearer ${CREDENTIAL}`], '/a'])
  expect(client.heard()).toContain('\r\nlocation: /base/next\r\n')
})

test('on a host name of its own, links lead to its root', async () => {
  const { tls } = await behind()
  const answer = await (await tls('shop.test:443')).whole(get('/a', 'shop.test'))
  expect(answer).toContain('\r\nlocation: /next\r\n')
})

test('a greeting, and a request, that come with CONNECT in one packet are not lost', async () => {
  const { url, asked, upstream } = await behind()
  const connect = `CONNECT ${upstream.host} HTTP/1.1\r\nhost: ${upstream.host}\r\n${BASIC}\r\n\r\n`
  const client = talk(url, connect + get('/base/a', upstream.host))
  await client.closed
  expect([client.heard().match(/HTTP\/1\.1 200/g), asked]).toMatchObject([{ length: 2 }, { length: 1 }])
})

test('without a session: 407 in words, and the same connection may try again', async () => {
  const { send, finished } = await behind()
  const client = send('CONNECT shop.test:443 HTTP/1.1', 'host: shop.test:443')
  await client.until('exchange ')
  expect(client.heard()).toMatch(/^HTTP\/1\.1 407 ERR_SESSION_REQUIRED: /)
  expect(client.heard()).toContain('\r\nproxy-authenticate: Basic realm="Sallyport"\r\n')
  expect(client.heard()).toContain('\r\nconnection: keep-alive\r\n')
  expect(client.heard().split('\r\n\r\n')[1]).toHaveLength(Number(/content-length: (\d+)/.exec(client.heard())![1]))
  for (let again = 0; again < 12; again++) {
    client.socket.write(
      `CONNECT shop.test:443 HTTP/1.1\r\nhost: shop.test:443\r\nproxy-authorization: Bearer x\r\n\r\n`,
    )
    await client.until('ERR_SESSION_UNKNOWN')
  }
  client.socket.write(`CONNECT shop.test:443 HTTP/1.1\r\nhost: shop.test:443\r\n${BASIC}\r\n\r\n`)
  await client.until('HTTP/1.1 200 Connection Established')
  expect(finished[0]).toMatchObject({ code: 'ERR_SESSION_REQUIRED', status: 407, connection: '' })
  client.socket.destroy()
})

test('a second CONNECT, or a second request, in one packet with one that got a 407 is read as what it is', async () => {
  const { url } = await behind()
  const bare = 'CONNECT shop.test:443 HTTP/1.1\r\nhost: shop.test:443\r\n'
  const client = talk(url, `${bare}\r\n${bare}${BASIC}\r\n\r\n`)
  await client.until('HTTP/1.1 200 Connection Established')
  expect(client.heard()).toMatch(/^HTTP\/1\.1 407 /)
  client.socket.destroy()
})

test.each([
  ['shop.test', 'names no port'],
  ['user@shop.test:443', 'names a user'],
  ['0177.0.0.1:443', 'spells an IPv4 address'],
])('CONNECT %s is refused in words', async (authority, why) => {
  const { connecting, asked } = await behind()
  const client = connecting(authority)
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 400 ERR_UNINTELLIGIBLE: /)
  expect(client.heard()).toContain(why)
  expect(asked).toEqual([])
})

test('CONNECT with a body is refused, and its connection closed', async () => {
  const { connecting } = await behind()
  const client = connecting('shop.test:443', 'content-length: 5')
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 400 ERR_UNINTELLIGIBLE: A request to CONNECT has no body\./)
})

test('CONNECT inside a tunnel is refused', async () => {
  const { tls } = await behind()
  const client = await tls('shop.test:443')
  const answer = await client.whole(`CONNECT evil.test:443 HTTP/1.1\r\nhost: evil.test:443\r\n${BASIC}\r\n\r\n`)
  expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*A tunnel leads to one host/)
})

test('a host that policy denies: inside TLS on port 443 the client hears why, once on record', async () => {
  const { tls, calls, outcomes, intents } = await behind({ decisions: [deny] })
  const client = await tls('evil.test:443')
  const answer = await client.whole(get('/a', 'evil.test').replace('connection: close\r\n', ''))
  expect(answer).toMatch(
    /^HTTP\/1\.1 403 ERR_DENIED: The policy denies this request\. http\/rule: So says the rule\.\r\n/,
  )
  expect(answer).toContain('ERR_DENIED: The policy denies this request.\nhttp/rule: So says the rule.\n')
  expect(answer).toContain('\r\nconnection: close\r\n')
  expect(calls).toEqual(['decide', 'intend null', 'settle ERR_DENIED'])
  expect([intents[0], outcomes[0]]).toMatchObject([
    {
      ...{ connection: 'net', protocol: 'net', method: 'CONNECT', target: 'evil.test:443' },
      operations: [{ kind: 'net.connect', resource: 'evil.test:443' }],
    },
    { status: 403, forwarded: false },
  ])
})

test('on other ports, and where no TLS is spoken, the status line says why', async () => {
  const { connecting } = await behind({ decisions: [deny] })
  const other = connecting('evil.test:22')
  await other.closed
  expect(other.heard()).toMatch(/^HTTP\/1\.1 403 ERR_DENIED: [^\r]*http\/rule: So says the rule\.\r\n/)
  const plain = connecting('evil.test:443')
  await plain.until('200')
  plain.socket.write('GET / HTTP/1.1\r\n\r\n')
  await plain.closed
  expect(plain.heard()).toMatch(/\r\n\r\nHTTP\/1\.1 403 ERR_DENIED: /)
})

test.each(['127.0.0.1:443', '169.254.169.254:443', '10.0.0.1:443', '[::1]:443', '[::ffff:169.254.169.254]:443'])(
  'the address %s is no connection’s: refused, whatever policy says, and nothing is dialled',
  async (authority) => {
    let dialled = 0
    const { tls, outcomes } = await behind({
      dial: async () => {
        dialled++
        throw new Error('dialled')
      },
    })
    const client = await tls(authority, '127.0.0.1').catch((error: Error) => error.message)
    if (typeof client === 'object') {
      expect(await client.whole(get('/', authority))).toContain('ERR_ADDRESS_FORBIDDEN')
    }
    expect([dialled, outcomes[0]!.code]).toEqual([0, 'ERR_ADDRESS_FORBIDDEN'])
  },
)

test('a client that does not trust us is told of once, and nothing else happens', async () => {
  const { connecting, failures, finished } = await behind()
  const client = connecting('shop.test:443')
  await client.until('200')
  client.socket.write(Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]))
  await client.closed
  while (finished.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  expect([failures, finished]).toMatchObject([[{ code: 'ERR_CLIENT_TLS' }], [{ code: 'ERR_CLIENT_TLS', status: 0 }]])
})

test('h2 alone is not spoken: the handshake says so', async () => {
  const { tls } = await behind()
  await expect(tls('shop.test:443', 'shop.test', ['h2'])).rejects.toThrow(/no application protocol/)
  expect((await tls('shop.test:443', 'shop.test', ['h2', 'http/1.1'])).socket.alpnProtocol).toBe('http/1.1')
})

test('a session that ends takes its intercepted tunnels with it, and one that has too many is told so', async () => {
  let ended = false
  const standing = async (ids: readonly string[]) => {
    if (!ended) throw new GatewayError('ERR_STORE_UNAVAILABLE', 'Away.')
    return ids.map((id) => ({ id, expiresAt: 1, endedAt: 0, endedLeases: [] }))
  }
  const lines = createLines({ standing }, () => 0)
  const { tls } = await behind({ lines })
  const client = await tls('shop.test:443')
  ended = true
  await client.closed
  const full = await behind({
    lines: {
      look: () => {},
      open: () => {
        throw new GatewayError('ERR_TUNNEL_LIMIT', 'This session has 1000 tunnels open already.')
      },
    },
  })
  const refused = full.connecting('shop.test:443')
  await refused.closed
  expect(refused.heard()).toMatch(/^HTTP\/1\.1 429 ERR_TUNNEL_LIMIT: /)
})

test('a request inside one hears why, before its tunnel goes', async () => {
  const reached = Promise.withResolvers<void>()
  const credentials = {
    known: () => [],
    certificateOf: async () => null,
    open() {
      reached.resolve()
      return new Promise<never>(() => {})
    },
  }
  const standing = async (ids: readonly string[]) =>
    ids.map((id) => ({ id, expiresAt: 1, endedAt: 1, endedLeases: [] }))
  const lines = createLines({ standing }, () => 0)
  const { tls, outcomes } = await behind({ lines, credentials })
  const client = await tls('shop.test:443')
  const answer = client.whole(get('/a', 'shop.test'))
  await reached.promise
  lines.look(null)
  expect(await answer).toContain('ERR_SESSION_ENDED')
  expect(outcomes).toMatchObject([{ code: 'ERR_SESSION_ENDED', forwarded: false }])
})

test('an upgrade inside a tunnel walks the same path', async () => {
  const { tls } = await behind({ decisions: [deny] })
  const client = await tls('shop.test:443')
  const answer = await client.whole(head().replace('/c/shop/', '/').replace('gate.test', 'shop.test'))
  expect(answer).toMatch(/^HTTP\/1\.1 403 [\s\S]*"code":"ERR_DENIED"/)
})

test('the same on a listener that speaks TLS itself', async () => {
  await openAuthority(null, folder, Date.now)
  const tls = { cert: join(folder, 'ca.pem'), key: join(folder, 'ca-key.pem') }
  const connections = [connectionTo(new URL('http://127.0.0.1:9'), { hosts: ['shop.test'] })]
  const { url } = await startProxy({ connections, decisions: [deny] }, { tls })
  const outer = connect({ port: Number(url.port), host: '127.0.0.1', rejectUnauthorized: false })
  let text = ''
  outer.on('data', (chunk) => {
    text += chunk
  })
  outer.write(`CONNECT shop.test:443 HTTP/1.1\r\nhost: shop.test:443\r\n${BASIC}\r\n\r\n`)
  while (!text.includes('\r\n\r\n')) await new Promise((resolve) => outer.once('data', resolve))
  outer.removeAllListeners('data')
  const inner = connect({ socket: outer, servername: 'shop.test', rejectUnauthorized: false })
  let answer = ''
  inner.on('data', (chunk) => {
    answer += chunk
  })
  inner.write(get('/a', 'shop.test'))
  await new Promise((resolve) => inner.on('close', resolve))
  expect(answer).toMatch(/^HTTP\/1\.1 403 [\s\S]*"code":"ERR_DENIED"/)
})

test('the token in a path is refused in a tunnel, too', async () => {
  const { tls, asked } = await behind()
  const answer = await (await tls('shop.test:443')).whole(get(`/${TOKEN}`, 'shop.test'))
  expect([answer.startsWith('HTTP/1.1 400 '), asked]).toEqual([true, []])
})
