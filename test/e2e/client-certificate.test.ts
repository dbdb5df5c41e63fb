import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { certified } from '../credentials/certified.ts'
import { needing } from '../support/parts.ts'
import { type Gate, startGate } from './gate.ts'

const opensslTest = needing('openssl')
const folder = mkdtempSync(join(tmpdir(), 'sallyport-e2e-certificate-'))
const at = (name: string) => join(folder, name)
let first: Awaited<ReturnType<typeof certified>>
let second: typeof first
let upstream: Server
let gate: Gate

beforeAll(async () => {
  if (opensslTest === test.skip) return
  ;[first, second] = await Promise.all([certified('first'), certified('second')])
  const key = ['-newkey', 'rsa:2048', '-keyout', at('server.key'), '-out', at('server.pem')]
  const named = ['-subj', '/CN=upstream', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', '-days', '2', '-nodes', ...key, ...named], { stdio: 'pipe' })
  const who = (socket: unknown) => String((socket as TLSSocket).getPeerCertificate().subject.CN)
  upstream = createServer(
    {
      ...{ key: readFileSync(at('server.key')), cert: readFileSync(at('server.pem')) },
      ...{ requestCert: true, rejectUnauthorized: true, ca: [first.certificate, second.certificate] },
    },
    (req, res) => res.end(`you are ${who(req.socket)}`),
  )
  upstream.on('upgrade', (req, socket) => {
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: chat\r\n\r\n${who(req.socket)} talks`,
    )
  })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  show(first.certificate, first.key)
  const where = `upstream: "https://127.0.0.1:${(upstream.address() as AddressInfo).port}", ca: "${at('server.pem')}"`
  const shown = `client_certificate: { cert: "${at('gate.pem')}", key: "${at('gate.key')}" }`
  gate = await startGate({
    more: `  - { name: known, protocol: http, ${where}, labels: { data: public }, ${shown} }
  - { name: unknown, protocol: http, ${where} }
`,
  })
}, 60_000)

afterAll(async () => {
  await gate?.close()
  upstream?.closeAllConnections()
  upstream?.close()
  rmSync(folder, { recursive: true, force: true })
})

function show(certificate: string, key: string): void {
  writeFileSync(at('gate.pem'), certificate)
  writeFileSync(at('gate.key'), key)
}

/** What an upgrade through the gate hears, to its end. */
async function upgraded(token: string): Promise<string> {
  const { hostname, port } = new URL(gate.world.urls.agents)
  const socket = connect(Number(port), hostname)
  socket.write(
    `GET /c/known/chat HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\nconnection: upgrade\r\nupgrade: chat\r\n\r\n`,
  )
  let heard = ''
  for await (const chunk of socket) heard += chunk
  return heard
}

opensslTest('an upstream sees who the gateway is, by the files as they are now', async () => {
  const token = await gate.session({ run_id: 'certificate' })
  const get = async (name: string) => {
    const answer = await gate.request(`/c/${name}/a`, token)
    return [answer.status, await answer.text()] as const
  }
  expect(await get('known')).toEqual([200, 'you are first'])
  expect(await upgraded(token)).toMatch(/^HTTP\/1\.1 101 [\s\S]*first talks$/)
  expect((await get('unknown'))[0]).toBe(502)
  show(second.certificate, second.key)
  expect(await get('known')).toEqual([200, 'you are second'])
  expect(await upgraded(token)).toMatch(/^HTTP\/1\.1 101 [\s\S]*second talks$/)
  show(second.certificate, first.key)
  const [status, text] = await get('known')
  expect([status, JSON.parse(text)]).toMatchObject([
    503,
    {
      error: {
        code: 'ERR_CREDENTIAL_UNAVAILABLE',
        message:
          'The client certificate of the connection "known" can\'t be read as it is configured. Nothing was sent.',
      },
    },
  ])
})
