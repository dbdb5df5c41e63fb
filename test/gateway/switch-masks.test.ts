import { githubToken } from '../masking/secrets.ts'
import { CREDENTIAL, fakeGate, masking } from './fake-gate.ts'
import { closeServers } from './loopback.ts'
import { startAgents } from './start-agents.ts'
import { SWITCH, switchTo, upstream } from './switching.ts'

afterEach(closeServers)

const frame = (opcode: number, payload: string | Buffer) =>
  Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), Buffer.from(payload as string)])

test('WebSocket’s messages are masked, and nothing compressed is agreed upon', async () => {
  const { url, heads } = await upstream((socket) => {
    socket.write(SWITCH)
    socket.write(frame(1, `a ${githubToken} b`))
  })
  const { dial } = await startAgents(url, { decisions: [masking({ code: 'r', detector: 'github-token' })] })
  const client = dial('connection: Upgrade', 'upgrade: WebSocket', 'sec-websocket-extensions: permessage-deflate')
  await client.until(frame(1, 'a [masked:github-token] b').toString('latin1'))
  expect(client.heard()).not.toContain(githubToken)
  expect(heads[0]).not.toContain('sec-websocket-extensions')
  client.socket.end()
  await client.closed
})

test('a message that can’t be masked ends the connection, and is told as the reason', async () => {
  const { url } = await upstream((socket) => {
    socket.write(SWITCH)
    socket.write(frame(2, Buffer.from([1, 2])))
  })
  const { dial, outcomes, settled } = await startAgents(url, {
    decisions: [masking({ code: 'r', detector: 'github-token' })],
  })
  const client = dial()
  await client.closed
  await settled()
  expect(client.heard()).toMatch(
    /\x03\xf0ERR_UNMASKABLE: A message can't be masked, as the policy demands: it is binary\.$/,
  )
  expect(outcomes[0]).toMatchObject({ status: 101, code: 'ERR_UNMASKABLE', forwarded: true })
})

test('what the gateway knows is hidden in any protocol, byte for byte', async () => {
  const { url } = await upstream((socket) => {
    socket.write(switchTo('other/1'))
    socket.write(`you opened me with ${CREDENTIAL}, did you?`)
  })
  const { dial } = await startAgents(url)
  const client = dial('connection: Upgrade', 'upgrade: other/1')
  await client.until(`you opened me with ${'*'.repeat(CREDENTIAL.length)}, did you?`)
  client.socket.end()
  await client.closed
})

test('a database that takes nothing holds both sides back, and they go on once it does', async () => {
  const { url } = await upstream((socket) => {
    socket.write(SWITCH)
    socket.write(frame(1, 'first'))
    setTimeout(() => socket.write(frame(1, 'second')), 50)
  })
  const waiting: (() => void)[] = []
  const { recorder } = fakeGate().gate.recordings
  const recordings = { recorder, full: true, onRoom: (callback: () => void) => void waiting.push(callback) }
  const { dial } = await startAgents(url, { recordings })
  const client = dial()
  await client.until('\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(client.heard()).not.toContain('second')
  recordings.full = false
  for (const tell of waiting) tell()
  await client.until('second')
  client.socket.end()
  await client.closed
})
