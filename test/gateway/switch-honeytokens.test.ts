import { aVote } from '../support/rows.ts'
import { allow, deny, requiring } from './fake-gate.ts'
import { fakeHoneytokens, KEY, TOKEN } from './fake-honeytokens.ts'
import { closeServers } from './loopback.ts'
import { startAgents } from './start-agents.ts'
import { SWITCH, switchTo, upstream } from './switching.ts'

afterEach(closeServers)

/** A text message as a client sends it, masked by zeros and ones. */
function fromClient(text: string): Buffer {
  const key = [0, 255, 1, 0]
  const payload = Buffer.from(text).map((byte, at) => byte ^ key[at % 4]!)
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, ...key]), payload])
}

const fromServer = (text: string) => Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)])

test('in a client’s message: judged anew, and cut where that denies it', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { url } = await upstream((socket) => void socket.write(SWITCH))
  const { dial, outcomes, settled, inputs } = await startAgents(url, { honeytokens, decisions: [allow, deny] })
  const client = dial()
  await client.until('\r\n\r\n')
  client.socket.write(fromClient(`my key is ${KEY}`))
  await client.closed
  await settled()
  expect(places()).toEqual(['KEY message'])
  expect(inputs[1]!.session.mark).toMatchObject({ honeytoken: 'KEY', place: 'message' })
  expect(outcomes[0]).toMatchObject({ status: 101, code: 'ERR_DENIED', forwarded: true })
})

test('in what people have approved: judged anew by what they answered', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { url } = await upstream((socket) => {
    socket.write(SWITCH)
    socket.on('data', () => socket.write(fromServer('heard')))
  })
  const { dial, inputs } = await startAgents(url, {
    ...{ honeytokens, decisions: [requiring('git/paths'), allow, allow] },
    answered: () => ({ state: 'approved', votes: [aVote('ann')] }),
  })
  const client = dial()
  await client.until('\r\n\r\n')
  client.socket.write(fromClient(`my key is ${KEY}`))
  await client.until('heard')
  expect(places()).toEqual(['KEY message'])
  expect(inputs.map(({ approval }) => approval?.satisfied.length)).toEqual([undefined, 1, 1])
  expect(inputs[2]!.approval).toEqual(inputs[1]!.approval)
  client.socket.end()
  await client.closed
})

test('in a server’s message: told, and it goes on', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { url } = await upstream((socket) => {
    socket.write(SWITCH)
    socket.write(fromServer(`your key is ${KEY}`))
    socket.write(fromServer('more'))
  })
  const { dial, inputs } = await startAgents(url, { honeytokens })
  const client = dial()
  await client.until(`your key is ${KEY}`)
  await client.until('more')
  client.socket.end()
  await client.closed
  expect([places(), inputs.length]).toEqual([['KEY message'], 1])
})

test('in the head that a server switches by', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { url } = await upstream((socket) => void socket.write(SWITCH.replace('X-Two: 1', `X-Two: ${KEY}`)))
  const { dial } = await startAgents(url, { honeytokens })
  const client = dial()
  await client.until('\r\n\r\n')
  expect(places()).toEqual(['KEY answer'])
  client.socket.end()
  await client.closed
})

test('in any other protocol, either way', async () => {
  const { honeytokens, places } = fakeHoneytokens()
  const { url, sockets } = await upstream((socket) => {
    socket.write(switchTo('other/1'))
    socket.on('data', () => socket.write(`and yours ${TOKEN}.`))
  })
  const { dial } = await startAgents(url, { honeytokens })
  const client = dial('connection: Upgrade', 'upgrade: other/1')
  await client.until('\r\n\r\n')
  client.socket.write(`mine is ${KEY}.`)
  await client.until(TOKEN)
  client.socket.end()
  for (const socket of sockets) socket.destroy()
  await client.closed
  expect(places()).toEqual(['KEY message', 'TOKEN message'])
})
