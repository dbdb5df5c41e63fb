import { once } from 'node:events'
import { connect as connectTo, type Socket } from 'node:net'
import { GatewayError } from '../../../src/core/errors.ts'
import { createLines } from '../../../src/gateway/lines.ts'
import { NOON } from '../../support/rows.ts'
import { type FakeOptions, masking } from '../fake-gate.ts'
import { closeServers, serveRaw } from '../loopback.ts'
import { startProxy } from './start-proxy.ts'

afterEach(closeServers)

/** A proxy that finds every host at one server of ours. */
async function tunnelling(serve: (socket: Socket) => void, options: FakeOptions = {}) {
  const url = await serveRaw(serve)
  const dialled: string[] = []
  const dial: FakeOptions['dial'] = async ({ host, port }) => {
    dialled.push(`${host}:${port}`)
    const socket = connectTo({ port: Number(url.port), host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    return socket
  }
  return { ...(await startProxy({ dial, ...options })), dialled }
}

const echo = (socket: Socket): void => void socket.on('data', (chunk) => socket.write(`echo ${chunk}`))

test('what policy lets through: judged, on record, then bytes both ways, counted and not looked at', async () => {
  const { connecting, dialled, calls, intents, outcomes, settled } = await tunnelling(echo)
  const client = connecting('Out.test.:22')
  await client.until('HTTP/1.1 200 Connection Established\r\n\r\n')
  client.socket.write('one')
  await client.until('echo one')
  client.socket.end()
  await client.closed
  await settled()
  expect([dialled, calls]).toEqual([['out.test:22'], ['decide', 'intend null', 'open', 'settle null']])
  expect([intents[0], outcomes[0]]).toMatchObject([
    { target: 'out.test:22', operations: [{ detail: { host: 'out.test', port: 22 } }] },
    { status: 200, code: null, forwarded: true, bytes: 8, bytesUpstream: 3 },
  ])
})

test('bytes that come with CONNECT are the tunnel’s, and a client that has said all may still hear', async () => {
  const { connecting } = await tunnelling((socket) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('end', () => socket.end(`heard ${text}`))
  })
  const client = connecting('out.test:22')
  client.socket.write('early ')
  await client.until('200')
  client.socket.end('late')
  await client.closed
  expect(client.heard()).toMatch(/\r\n\r\nheard early late$/)
})

test('either end that breaks off ends the other', async () => {
  const sockets: Socket[] = []
  const { connecting, settled, outcomes } = await tunnelling((socket) => sockets.push(socket.resume()))
  const client = connecting('out.test:22')
  await client.until('200')
  sockets[0]!.resetAndDestroy()
  await client.closed
  const leaving = connecting('out.test:22')
  await leaving.until('200')
  const closed = once(sockets[1]!, 'close')
  leaving.socket.resetAndDestroy()
  await closed
  await settled(2)
  expect(outcomes.map(({ status }) => status)).toEqual([200, 200])
})

test('a host that can’t be reached, or may not be: words, and nothing counts as forwarded', async () => {
  for (const code of ['ERR_UPSTREAM_UNREACHABLE', 'ERR_ADDRESS_FORBIDDEN'] as const) {
    const { connecting, outcomes } = await tunnelling(echo, {
      dial: async () => {
        throw new GatewayError(code, 'Not there.')
      },
    })
    const client = connecting('out.test:22')
    await client.closed
    expect(client.heard()).toMatch(new RegExp(`^HTTP/1\\.1 (502|403) ${code}: Not there\\.`))
    expect(outcomes[0]).toMatchObject({ code, forwarded: false })
  }
})

test('where the policy wants bytes masked, there is no tunnel', async () => {
  const decisions = [masking({ code: 'r', detector: 'provider' })]
  const { connecting, dialled, outcomes, settled } = await tunnelling(echo, { decisions })
  const client = connecting('out.test:22')
  await client.until('ERR_UNMASKABLE')
  client.socket.end()
  await client.closed
  await settled()
  expect([dialled, outcomes[0]]).toMatchObject([[], { status: 502, code: 'ERR_UNMASKABLE', forwarded: false }])
})

test('the session’s end cuts it within about a second, and is on record', async () => {
  let ended = false
  const endedAt = () => (ended ? NOON : null)
  const standing = async (ids: readonly string[]) =>
    ids.map((id) => ({ id, expiresAt: Number.POSITIVE_INFINITY, endedAt: endedAt(), endedLeases: [] }))
  const lines = createLines({ standing }, Date.now)
  const { connecting, outcomes, settled } = await tunnelling(echo, { lines })
  const client = connecting('out.test:22')
  await client.until('200')
  ended = true
  await client.closed
  await settled()
  expect(outcomes[0]).toMatchObject({ status: 200, code: 'ERR_SESSION_ENDED', forwarded: true })
})

test('one that is silent holds up no gateway that is to end', async () => {
  const draining = new AbortController()
  const { connecting, outcomes, settled } = await tunnelling(echo, { draining: draining.signal })
  const client = connecting('out.test:22')
  await client.until('200')
  draining.abort()
  await client.closed
  await settled()
  expect(outcomes[0]).toMatchObject({ status: 200, code: 'ERR_DRAINING' })
})

test('more than a session may have are refused in words', async () => {
  const lines = {
    look: () => {},
    open: () => {
      throw new GatewayError('ERR_TUNNEL_LIMIT', 'This session has 1000 tunnels open already.')
    },
  }
  const { connecting, dialled } = await tunnelling(echo, { lines })
  const client = connecting('out.test:22')
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 429 ERR_TUNNEL_LIMIT: /)
  expect(dialled).toEqual([])
})
