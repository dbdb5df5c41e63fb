import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls, { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { createForwarder, type Forwarder } from '../../src/gateway/forward.ts'
import { certified } from '../credentials/certified.ts'
import { needing } from '../support/parts.ts'
import { closeServers, collect, connectionTo } from './loopback.ts'

let forwarder: Forwarder

beforeEach(() => {
  forwarder = createForwarder()
})

afterEach(async () => {
  await forwarder.close()
  await closeServers()
})

const plain = { method: 'GET', target: '/', headers: [], body: null } as const

needing('openssl')('an upstream is spoken to over TLS, and only if its certificate is trusted', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sallyport-'))
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  )
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, res) => res.end('safe'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connection = connectionTo(new URL(`https://localhost:${(server.address() as AddressInfo).port}`))
  const send = async () => {
    const { sink, got } = collect()
    await forwarder.send({ connection, ...plain, signal: new AbortController().signal }, sink)
    return got.body.toString()
  }
  const trusted = getCACertificates('default')
  try {
    await expect(send()).rejects.toMatchObject({
      code: 'ERR_UPSTREAM_UNREACHABLE',
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    })
    setDefaultCACertificates([...trusted, readFileSync(cert, 'utf8')])
    await forwarder.close()
    forwarder = createForwarder()
    expect(await send()).toBe('safe')
  } finally {
    setDefaultCACertificates(trusted)
    await forwarder.close()
    server.close()
  }
})

test('what an older certificate opened ends with what is under way on it, and is cut by the end', async () => {
  const [server, first, second] = await Promise.all(['a', 'b', 'c'].map((name) => certified(name)))
  const seen: string[] = []
  const held: (() => void)[] = []
  const options = { key: server!.key, cert: server!.certificate, requestCert: true, rejectUnauthorized: false }
  const upstream = createTlsServer(options, (req, res) => {
    seen.push(String((req.socket as TLSSocket).getPeerCertificate().subject.CN))
    if (req.url === '/held') held.push(() => res.end('in the end'))
    else res.end('at once')
  })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo
  const connection = { ...connectionTo(new URL(`https://127.0.0.1:${port}`)), ca: server!.certificate }
  const send = async (target: string, shown: typeof first) => {
    const { sink, got } = collect()
    const certificate = { cert: shown!.certificate, key: shown!.key }
    const { signal } = new AbortController()
    await forwarder.send({ connection, ...plain, target, certificate, signal }, sink)
    return got.body.toString()
  }
  // Its certificate names no host; that isn't what is tried here.
  const known = tls.checkServerIdentity
  tls.checkServerIdentity = () => undefined
  try {
    const finished = send('/held', first)
    while (held.length < 1) await new Promise(setImmediate)
    expect(await send('/', second)).toBe('at once')
    held[0]!()
    expect(await finished).toBe('in the end')
    const cut = send('/held', second)
    while (held.length < 2) await new Promise(setImmediate)
    expect(await send('/', first)).toBe('at once')
    await Promise.all([expect(cut).rejects.toMatchObject({ code: 'ERR_UPSTREAM_BROKEN' }), forwarder.close()])
    expect(seen).toEqual(['b', 'c', 'c', 'b'])
  } finally {
    tls.checkServerIdentity = known
    upstream.closeAllConnections()
    upstream.close()
  }
})
