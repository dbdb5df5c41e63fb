import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect, createServer, type SecureContext } from 'node:tls'
import { createAuthority } from '../../src/certificates/authority.ts'
import { ownAuthority } from '../../src/certificates/files.ts'
import { temporaryFolder } from '../config/files.ts'
import { needing } from '../support/parts.ts'

const folder = temporaryFolder()

async function authority(now = Date.now) {
  const files = await ownAuthority(folder, Date.now())
  return createAuthority(readFileSync(files.cert, 'utf8'), readFileSync(files.key, 'utf8'), now)
}

/** What a client that trusts the authority makes of a context. */
async function greeted(context: SecureContext, servername: string, ca: string): Promise<string> {
  const server = createServer({ SNICallback: (_name, done) => done(null, context) })
  server.on('tlsClientError', () => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', servername, ca })
  const outcome = await once(socket, 'secureConnect').then(
    () => `trusted ${socket.getProtocol()}`,
    (error: NodeJS.ErrnoException) => error.code!,
  )
  socket.destroy()
  server.close()
  return outcome
}

test('a client that trusts the authority trusts a host by its own certificate, and by no other’s', async () => {
  const { certificate, contextOf } = await authority()
  const context = await contextOf('shop.test')
  expect([await greeted(context, 'shop.test', certificate), await greeted(context, 'other.test', certificate)]).toEqual(
    ['trusted TLSv1.3', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  )
})

test('a host’s certificate is made once, and again before it expires', async () => {
  let now = Date.now()
  const { contextOf } = await authority(() => now)
  const first = await contextOf('shop.test')
  expect(await contextOf('shop.test')).toBe(first)
  now += 86_400_000
  const second = await contextOf('shop.test')
  expect(second).not.toBe(first)
  // A clock that was set back must not keep a certificate from the future.
  now -= 3 * 86_400_000
  expect(await contextOf('shop.test')).not.toBe(second)
})

test('one that has expired is refused by name', async () => {
  const elevenYears = 11 * 365 * 86_400_000
  await expect(authority(() => Date.now() + elevenYears)).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    message: expect.stringMatching(/^The certificate authority expired on \d{4}-\d\d-\d\d: /),
  })
})

test('of very many hosts the longest unused are forgotten', async () => {
  const { contextOf } = await authority()
  const first = await contextOf('0.test')
  const second = await contextOf('1.test')
  for (let host = 2; host < 1_000; host++) await contextOf(`${host}.test`)
  expect(await contextOf('0.test')).toBe(first)
  await contextOf('one-more.test')
  expect([(await contextOf('0.test')) === first, (await contextOf('1.test')) === second]).toEqual([true, false])
})

test('what is handed to clients holds no key, whatever stands in the file', async () => {
  const files = await ownAuthority(folder, Date.now())
  const key = readFileSync(files.key, 'utf8')
  const both = await createAuthority(key + readFileSync(files.cert, 'utf8'), key, Date.now)
  expect([both.certificate, both.certificate.includes('PRIVATE')]).toEqual([readFileSync(files.cert, 'utf8'), false])
})

needing('openssl')('an RSA authority below another is trusted by the root alone', async () => {
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const request = (name: string) => [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    at(`${name}.key`),
  ]
  openssl('req', '-x509', ...request('root'), '-days', '2', '-out', at('root.pem'))
  const signed = ['-addext', 'basicConstraints=critical,CA:TRUE', '-CA', at('root.pem'), '-CAkey', at('root.key')]
  openssl('req', '-x509', ...request('between'), '-days', '2', ...signed, '-out', at('between.pem'))
  const read = (name: string) => readFileSync(at(name), 'utf8')
  const { contextOf } = await createAuthority(read('between.pem'), read('between.key'), Date.now)
  expect(await greeted(await contextOf('shop.test'), 'shop.test', read('root.pem'))).toBe('trusted TLSv1.3')
})
