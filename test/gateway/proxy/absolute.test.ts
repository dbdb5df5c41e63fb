import { createForwarder } from '../../../src/gateway/forward.ts'
import { CREDENTIAL, connectionTo } from '../fake-gate.ts'
import { closeServers, serve } from '../loopback.ts'
import { BASIC, startProxy } from './start-proxy.ts'

const forwarder = createForwarder()
afterAll(() => forwarder.close())
afterEach(closeServers)

async function behind() {
  const asked: string[] = []
  const upstream = await serve((req, res) => {
    asked.push(`${req.method} ${req.url} ${req.headers.authorization} ${req.headers['proxy-authorization']}`)
    res.end('hello')
  })
  const proxy = await startProxy({ connections: [connectionTo(new URL('/base', upstream))], forwarder })
  const ask = async (target: string, host = upstream.host, ...more: string[]): Promise<string> => {
    const client = proxy.send(`GET ${target} HTTP/1.1`, `host: ${host}`, 'connection: close', ...more)
    await client.closed
    return client.heard()
  }
  return { ...proxy, asked, upstream, ask }
}

test('a whole URL means the upstream that has it', async () => {
  const { ask, asked, upstream, intents } = await behind()
  expect(await ask(`${upstream.origin}/base/a?b`, upstream.host, BASIC)).toMatch(/^HTTP\/1\.1 200 [\s\S]*hello$/)
  expect([asked, intents[0]!.target]).toEqual([[`GET /base/a?b Bearer ${CREDENTIAL} undefined`], '/a?b'])
})

test('the session is the proxy’s to ask for, and nothing else opens it', async () => {
  const { ask, asked, upstream } = await behind()
  const answer = await ask(`${upstream.origin}/base/a`, upstream.host, BASIC.replace('proxy-', ''))
  expect(answer).toMatch(/^HTTP\/1\.1 407 Proxy Authentication Required\r\n/)
  expect(answer).toContain('proxy-authenticate: Basic realm="Sallyport"\r\n')
  expect([answer.includes('ERR_SESSION_REQUIRED'), asked]).toEqual([true, []])
})

test.each([
  ['another Host', (origin: string) => `${origin}/base/a`, 'evil.test', 400, 'Host is another than'],
  ['a user', (origin: string) => `${origin.replace('//', '//user@')}/base/a`, undefined, 400, 'names a user'],
  ['a path of no connection', (origin: string) => `${origin}/other`, undefined, 404, 'No connection has this path'],
  ['a URL without a path', (origin: string) => origin, undefined, 404, 'No connection has this path'],
  ['a host of no connection', () => 'http://evil.test/', 'evil.test', 404, 'No connection has http://evil.test:80.'],
  ['https without a tunnel', () => 'https://evil.test/', 'evil.test', 400, 'Only http:// goes without a tunnel.'],
  ['octal', () => 'http://0177.0.0.1/', '0177.0.0.1', 400, 'spells an IPv4 address'],
  ['a path alone', () => '/base/a', undefined, 404, 'This is the proxy'],
])('%s is refused in words', async (_what, target, host, status, why) => {
  const { ask, asked, upstream } = await behind()
  const answer = await ask(target(upstream.origin), host ?? upstream.host, BASIC)
  expect([answer.startsWith(`HTTP/1.1 ${status} `), asked]).toEqual([true, []])
  expect(answer).toContain(why)
})
