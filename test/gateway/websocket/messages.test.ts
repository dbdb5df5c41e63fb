import { PassThrough } from 'node:stream'
import { Sender } from 'ws'
import { createMessageTape } from '../../../src/gateway/websocket/messages.ts'

type Sides = Parameters<typeof createMessageTape>[1]

function taping(sides: Sides = new Set(['client', 'server'] as const)) {
  const lines: unknown[] = []
  let [counted, skipped, completed] = [0, 0, 0]
  const tape = {
    add(bytes: Buffer, count = bytes.length) {
      lines.push(JSON.parse(bytes.toString()))
      counted += count
    },
    skip(count: number) {
      skipped += count
    },
    complete() {
      completed += 1
    },
  }
  const messages = createMessageTape(tape, sides, () => 7)
  const side = (give: (chunk: Buffer) => void) => {
    const wire = new PassThrough()
    wire.on('data', give)
    return new Sender(wire)
  }
  return {
    messages,
    lines,
    client: side(messages.client),
    server: side(messages.server),
    sums: () => [counted, skipped, completed],
  }
}

const text = (mask: boolean) => ({ binary: false, mask, fin: true, compress: false })
const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

test('messages of both sides are lines, in their order; control frames are none', async () => {
  const { messages, lines, client, server, sums } = taping()
  messages.server(Buffer.from('HTTP/1.1 101 Switching Protocols\r\nx: y\r\n\r'))
  messages.server(Buffer.from('\n'))
  client.send(Buffer.from('hello "you"'), text(true))
  await settled()
  server.send(Buffer.from('wel'), { ...text(false), fin: false })
  server.send(Buffer.from('come'), text(false))
  server.ping(Buffer.from('p'), false)
  await settled()
  server.send(Buffer.from([1, 2, 3]), { ...text(false), binary: true })
  await settled()
  messages.complete()
  expect(lines).toEqual([
    { at: 7, from: 'client', opcode: 1, data: 'hello "you"' },
    { at: 7, from: 'server', opcode: 1, data: 'welcome' },
    { at: 7, from: 'server', opcode: 2, bytes: 3 },
  ])
  expect(sums()).toEqual([18, 3, 1])
})

test('a side that is not kept is counted', async () => {
  const { messages, lines, client, server, sums } = taping(new Set(['server'] as const))
  messages.server(Buffer.from('HTTP/1.1 101 x\r\n\r\n'))
  client.send(Buffer.from('secret'), text(true))
  server.send(Buffer.from('ok'), text(false))
  await settled()
  expect([lines, sums()]).toEqual([[{ at: 7, from: 'server', opcode: 1, data: 'ok' }], [2, 6, 0]])
})

test('what is no WebSocket is counted', async () => {
  const { messages, lines, sums } = taping()
  messages.client(Buffer.from('no frame at all'))
  await settled()
  messages.client(Buffer.from('more'))
  expect([lines, sums()]).toEqual([[], [0, 19, 0]])
})

test('the bytes themselves stay as they are: they go on to the other side', async () => {
  const { messages, lines } = taping()
  const wire = new PassThrough()
  const sent: Buffer[] = []
  wire.on('data', (chunk: Buffer) => sent.push(chunk))
  new Sender(wire).send(Buffer.from('hello'), text(true))
  const frame = Buffer.concat(sent)
  const before = Buffer.from(frame)
  messages.client(frame)
  await settled()
  expect(frame.equals(before)).toBe(true)
  expect(lines).toEqual([{ at: 7, from: 'client', opcode: 1, data: 'hello' }])
})
