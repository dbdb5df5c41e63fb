import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { readKeys } from '../../src/identity/metadata.ts'

const open: http.Server[] = []
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

type Answers = (request: IncomingMessage, response: ServerResponse, url: string) => unknown

/** A server whose handler answers what it returns as JSON, unless it ended the answer itself. */
async function serve(answers: Answers): Promise<string> {
  const server = http.createServer((request, response) => {
    const value = answers(request, response, `http://127.0.0.1:${port}`)
    if (value !== undefined) response.end(JSON.stringify(value))
  })
  open.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

const discovery: Answers = (_request, _response, url) => ({ issuer: url, jwks_uri: `${url}/jwks` })
const publishing = (jwks: unknown) => serve((...given) => (given[0].url === '/jwks' ? jwks : discovery(...given)))
const keysOf = async (issuer: string, ca: string | null = null, bearer: (() => Promise<string>) | null = null) =>
  readKeys({ issuer, ca, bearer })

async function publicKey(algorithm: string, options = {}): Promise<JWK> {
  const { publicKey: key } = await generateKeyPair(algorithm, { extractable: true, ...options })
  return exportJWK(key)
}

test('keys that nothing may be verified by are left out', async () => {
  const [rsa, ec, okp] = await Promise.all(['RS256', 'ES256', 'Ed25519'].map((algorithm) => publicKey(algorithm)))
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const weak = { ...rsa, n: Buffer.from(rsa!.n!, 'base64url').subarray(0, 255).toString('base64url') }
  const padded = {
    ...weak,
    n: Buffer.concat([Buffer.alloc(8), Buffer.from(weak.n, 'base64url')]).toString('base64url'),
  }
  const keys = [
    ...[rsa, ec, okp, { ...ec, use: 'sig' }, { ...ec, key_ops: ['verify'] }],
    ...[weak, padded, { ...rsa, e: 'Aw' }, { ...rsa, e: 'AQ' }, { kty: 'RSA' }, { ...ec, use: 'enc' }],
    ...[
      { ...ec, key_ops: ['encrypt'] },
      { ...ec, key_ops: 'verify' },
      { kty: 'oct', k: 'c2VjcmV0' },
    ],
    ...[await exportJWK(privateKey), null, 'key', {}],
  ]
  expect(await keysOf(await publishing({ keys }))).toEqual([
    ...[rsa, ec, okp, { ...ec, use: 'sig' }, { ...ec, key_ops: ['verify'] }],
  ])
  await expect(keysOf(await publishing({ keys: keys.slice(5) }))).rejects.toThrow(
    'no key that anything may be verified',
  )
})

test.each<[string, unknown]>([
  ['no set', null],
  ['a set that is no list', { keys: {} }],
  ['more keys than anybody needs', { keys: Array(101).fill({}) }],
])('%s is refused', async (_what, jwks) => {
  await expect(keysOf(await publishing(jwks))).rejects.toThrow('jwks_uri answers no set of keys')
})

test.each<[string, Answers, string]>([
  ['no 200', (_request, response) => void response.writeHead(500).end('{}'), 'answers 500'],
  [
    'a redirect',
    (_request, response, url) => void response.writeHead(302, { location: `${url}/elsewhere` }).end(),
    'answers 302',
  ],
  ['no JSON', (_request, response) => void response.end('<html>'), 'is not valid JSON'],
  ['too much', (_request, response) => void response.end(' '.repeat(262_145)), 'answers more than 262144 bytes'],
  [
    'half of it',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '9' }).write('{}', () => response.destroy())
    },
    'aborted',
  ],
  ['another issuer', () => ({ issuer: 'https://ci.example' }), 'names the issuer https://ci.example'],
  ['nothing', () => null, 'names the issuer undefined'],
  [
    'keys of another scheme',
    (_request, _response, url) => ({ issuer: url, jwks_uri: 'file:///etc/hosts' }),
    'is file:',
  ],
  ['no keys', (_request, _response, url) => ({ issuer: url }), 'Invalid URL'],
])('discovery that answers %s is not believed', async (_what, answers, message) => {
  await expect(keysOf(await serve(answers))).rejects.toThrow(message)
})

test('the token goes to the issuer itself, and elsewhere only where its authority vouches for the server', async () => {
  const seen: (string | undefined)[] = []
  const [key, token] = [await publicKey('ES256'), async () => 'opens-nothing']
  const elsewhere = await serve(({ headers }) => {
    seen.push(headers.authorization)
    return { keys: [key] }
  })
  const issuer = await serve(({ headers }, _response, url) => {
    seen.push(headers.authorization)
    return { issuer: url, jwks_uri: `${elsewhere}/jwks` }
  })
  await keysOf(issuer, null, token)
  expect(seen.splice(0)).toEqual(['Bearer opens-nothing', undefined])
  await keysOf(issuer, 'any', token)
  expect(seen.splice(0)).toEqual(['Bearer opens-nothing', 'Bearer opens-nothing'])
  await keysOf(issuer)
  expect(seen).toEqual([undefined, undefined])
})
