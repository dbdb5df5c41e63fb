import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createLines } from '../../src/gateway/lines.ts'
import { aVote, NOON } from '../support/rows.ts'
import { CREDENTIAL, decision, deny, masking } from './fake-gate.ts'
import { closeServers } from './loopback.ts'
import { head, startAgents, talk } from './start-agents.ts'
import { SWITCH, upstream } from './switching.ts'

afterEach(closeServers)

const echoing = () =>
  upstream((socket) => {
    socket.write(SWITCH)
    socket.on('data', (chunk) => socket.write(`echo ${chunk}`))
  })

test('judged, recorded, opened by the gateway’s credential, then bytes both ways, counted', async () => {
  const { url, heads } = await echoing()
  const { dial, calls, intents, outcomes, settled } = await startAgents(url)
  const client = dial()
  await client.until('\r\n\r\n')
  expect(client.heard()).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/)
  expect(client.heard().toLowerCase()).toContain('x-two: 1\r\nx-two: 2\r\n')
  client.socket.write('one')
  await client.until('echo one')
  client.socket.end()
  await client.closed
  await settled()
  expect(heads).toEqual([
    `GET /chat?room=1 HTTP/1.1\r\nhost: ${url.host}\r\nsec-websocket-key: abc\r\n` +
      `authorization: Bearer ${CREDENTIAL}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n`,
  ])
  expect(calls).toEqual(['decide', 'intend null', 'open', 'settle null'])
  expect([intents[0], outcomes[0]]).toMatchObject([
    { method: 'GET', target: '/chat?room=1' },
    { status: 101, code: null, forwarded: true, bytesUpstream: 3 },
  ])
})

test('what a client sends before it is answered reaches the upstream, once', async () => {
  const { url } = await echoing()
  const { url: gate } = await startAgents(url)
  const client = talk(gate, `${head()}early`)
  await client.until('echo early')
  client.socket.destroy()
})

test('another protocol than WebSocket, and another method than GET, which http-proxy would cut off', async () => {
  const { url, heads } = await upstream((socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\nhello')
  })
  const { url: gate } = await startAgents(url)
  const client = talk(gate, head('connection: Upgrade', 'upgrade: SPDY/3.1').replace('GET ', 'POST '))
  await client.until('hello')
  expect(heads[0]).toMatch(/^POST \/chat\?room=1 HTTP\/1\.1\r\n[\s\S]*\r\nupgrade: SPDY\/3\.1\r\n/)
  client.socket.destroy()
})

test('a path and a query that http-proxy would rewrite go on as they were judged', async () => {
  const { url, heads } = await echoing()
  const { url: gate } = await startAgents(url)
  const target = '/c/shop/to/http:/other?u=http://a//b&c={d}|e'
  const client = talk(gate, head().replace('/c/shop/chat?room=1', target))
  await client.until('101')
  expect(heads[0]!.split('\r\n')[0]).toBe('GET /to/http:/other?u=http://a//b&c={d}|e HTTP/1.1')
  client.socket.destroy()
})

test('denied: told why, and nothing goes upstream', async () => {
  const { url, sockets } = await echoing()
  const { dial, outcomes } = await startAgents(url, { decisions: [deny] })
  const client = dial()
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*"code":"ERR_DENIED"/)
  expect([sockets.length, outcomes[0]]).toMatchObject([0, { status: 403, forwarded: false }])
})

test('masks that would have to look into another protocol: refused before anything is sent', async () => {
  const { url, sockets } = await echoing()
  const { dial, outcomes } = await startAgents(url, { decisions: [masking({ code: 'r', detector: 'jwt' })] })
  const client = dial('connection: Upgrade', 'upgrade: other/1')
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 502 [\s\S]*"code":"ERR_UNMASKABLE"/)
  expect([sockets.length, outcomes[0]]).toMatchObject([0, { forwarded: false }])
})

test('a header’s mask is applied to the 101', async () => {
  const { url } = await upstream((socket) => socket.write(SWITCH.replace('X-Two: 2', 'Set-Cookie: id=1')))
  const { dial } = await startAgents(url, { decisions: [masking({ code: 'r', header: 'set-cookie' })] })
  const client = dial()
  await client.until('\r\n\r\n')
  expect(client.heard()).not.toContain('id=1')
  client.socket.destroy()
})

test.each([
  ['with a length', 'Content-Length: 9', 'not today'],
  ['in chunks', 'Transfer-Encoding: chunked', '9\r\nnot today\r\n0\r\n\r\n'],
])('an answer other than 101 reaches the client whole: %s', async (_how, field, body) => {
  const { url } = await upstream((socket) =>
    socket.end(`HTTP/1.1 426 Upgrade Required\r\nContent-Type: text/plain\r\nX-Why: no\r\n${field}\r\n\r\n${body}`),
  )
  const { dial, outcomes, settled } = await startAgents(url)
  const client = dial()
  await client.closed
  await settled()
  expect(client.heard()).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/)
  expect(client.heard()).toMatch(/\r\nx-why: no\r\n/i)
  expect(client.heard()).toMatch(/\r\nconnection: close\r\n/i)
  expect(client.heard()).toMatch(field.startsWith('C') ? /\r\n\r\nnot today$/ : /\r\n\r\n9\r\nnot today\r\n0\r\n\r\n$/)
  expect(outcomes[0]).toMatchObject({ status: 426, code: null, bytes: 9 })
})

test('and one that is long, which http-proxy would stop in the middle', async () => {
  const long = 'x'.repeat(1_000_000)
  const { url } = await upstream((socket) =>
    socket.end(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${long.length}\r\n\r\n${long}`),
  )
  const { dial, outcomes, settled } = await startAgents(url)
  const client = dial()
  await client.closed
  await settled()
  expect(client.heard().endsWith(`\r\n\r\n${long}`)).toBe(true)
  expect(outcomes[0]).toMatchObject({ status: 200, code: null, bytes: long.length })
})

test('a client that resets after such an answer is no uncaught exception', async () => {
  const answered = Promise.withResolvers<Socket>()
  const { url } = await upstream((socket) => {
    socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 1000000\r\n\r\nno')
    answered.resolve(socket)
  })
  const { dial, outcomes, settled } = await startAgents(url)
  const client = dial()
  await client.until('403')
  client.socket.resetAndDestroy()
  const socket = await answered.promise
  await once(socket, 'close')
  await settled()
  expect(outcomes[0]).toMatchObject({ code: 'client_gone', forwarded: true })
})

test('a client that goes before the answer takes its upstream’s request with it', async () => {
  const asked = Promise.withResolvers<Socket>()
  const { url } = await upstream((socket) => asked.resolve(socket))
  const { dial, outcomes, settled } = await startAgents(url)
  const client = dial()
  const socket = await asked.promise
  const closed = once(socket, 'close')
  client.socket.destroy()
  await closed
  await settled()
  expect(outcomes[0]!.code).toBe('client_gone')
})

test('an upstream that dies ends the client, and the other way round', async () => {
  const first = await echoing()
  const one = await startAgents(first.url)
  const client = one.dial()
  await client.until('101')
  first.sockets[0]!.resetAndDestroy()
  await client.closed
  const second = await echoing()
  const other = await startAgents(second.url)
  const leaving = other.dial()
  await leaving.until('101')
  const closed = once(second.sockets[0]!, 'close')
  leaving.socket.resetAndDestroy()
  await closed
  await Promise.all([one.settled(), other.settled()])
  expect([one.outcomes[0]!.status, other.outcomes[0]!.status]).toEqual([101, 101])
})

test('an upstream that goes on in another protocol than was asked for is refused', async () => {
  const { url } = await upstream((socket) => socket.write(SWITCH.replace('Upgrade: websocket', 'Upgrade: h2c')))
  const { dial } = await startAgents(url)
  const client = dial()
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 502 [\s\S]*ERR_UPSTREAM_BROKEN/)
})

test('an upstream that is not there, and one that hangs up: words', async () => {
  const nobody = await startAgents(new URL('http://127.0.0.1:9'))
  const client = nobody.dial()
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 502 [\s\S]*ERR_UPSTREAM_UNREACHABLE/)
  expect(nobody.outcomes[0]).toMatchObject({ forwarded: false })
  const rude = await upstream((socket) => socket.destroy())
  const second = await startAgents(rude.url)
  const other = second.dial()
  await other.closed
  expect(other.heard()).toMatch(/^HTTP\/1\.1 502 [\s\S]*ERR_UPSTREAM_BROKEN/)
})

test('the session’s end ends it, and is on record', async () => {
  let ended = false
  const endedAt = () => (ended ? NOON : null)
  const standing = async (ids: readonly string[]) =>
    ids.map((id) => ({ id, expiresAt: Number.POSITIVE_INFINITY, endedAt: endedAt(), endedLeases: [] }))
  const lines = createLines({ standing }, Date.now)
  const { url, sockets } = await echoing()
  const { dial, outcomes, settled } = await startAgents(url, { lines })
  const client = dial()
  await client.until('101')
  const closed = once(sockets[0]!, 'close')
  ended = true
  await Promise.all([client.closed, closed])
  await settled()
  expect(outcomes[0]).toMatchObject({ status: 101, code: 'ERR_SESSION_ENDED' })
})

test('a gateway that is to end waits for none that is silent', async () => {
  const draining = new AbortController()
  const { url } = await echoing()
  const { dial, outcomes, settled } = await startAgents(url, { draining: draining.signal })
  const client = dial()
  await client.until('101')
  draining.abort()
  await client.closed
  await settled()
  expect(outcomes[0]).toMatchObject({ status: 101, code: 'ERR_DRAINING' })
})

test('people who are asked are waited for, and what the client sends meanwhile is kept', async () => {
  const requirement = { code: 'r', operation: 0, from: ['leads'], quorum: 1, seconds: 600 }
  const asking = decision({ effect: 'require_approval', requirements: [requirement], masks: [] })
  const { url } = await echoing()
  const { url: gate, calls } = await startAgents(url, {
    decisions: [asking, decision({ effect: 'allow' })],
    answered: () => ({ state: 'approved', votes: [aVote('ann')] }),
  })
  const client = talk(gate, `${head()}early`)
  await client.until('echo early')
  expect(calls).toContain('held 1')
  client.socket.destroy()
})
