import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { createForwarder, type Forwarder } from '../../src/gateway/forward.ts'
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
