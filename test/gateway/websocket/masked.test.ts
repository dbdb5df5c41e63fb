import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { Receiver, Sender } from 'ws'
import type { GatewayError } from '../../../src/core/errors.ts'
import type { Masker } from '../../../src/gateway/gate.ts'
import { maskedMessages } from '../../../src/gateway/websocket/masked.ts'

const masker: Pick<Masker, 'redactor'> = {
  redactor: ({ format }) => {
    expect(format).toBe('message')
    return {
      write(chunk) {
        if (chunk.includes('{bad')) throw new Error('no JSON')
        return Buffer.from(`${chunk}`.replaceAll('secret', '[masked]'))
      },
      end: () => Buffer.from('.'),
    }
  },
}

/** A server's sender, and all that its client hears. */
function talk() {
  const failures: GatewayError[] = []
  const wire = new PassThrough()
  const sender = new Sender(wire)
  const receiver = new Receiver({ isServer: false, maxPayload: 0, skipUTF8Validation: false })
  const heard: unknown[] = []
  receiver.on('message', (data: Buffer, isBinary: boolean) => heard.push(isBinary ? data : `${data}`))
  receiver.on('ping', (data: Buffer) => heard.push(['ping', `${data}`]))
  receiver.on('pong', (data: Buffer) => heard.push(['pong', `${data}`]))
  receiver.on('conclude', (code: number, reason: Buffer) => heard.push([code, `${reason}`]))
  const masked = maskedMessages(masker as Masker, (why) => failures.push(why))
  wire.on('data', (chunk: Buffer) => {
    if (!masked.over) masked.write(chunk, (out) => void (receiver.writable && receiver.write(out)))
  })
  const ended = once(wire, 'end')
  const text = { binary: false, mask: false, fin: true, compress: false }
  const end = async () => {
    wire.end()
    await ended
    await new Promise(setImmediate)
    return { heard, failures: failures.map(({ code, message }) => [code, message]) }
  }
  return { sender, wire, text, end }
}

test('text messages are masked, whole or in fragments; control frames pass', async () => {
  const { sender, text, end } = talk()
  sender.send(Buffer.from('a secret'), text)
  sender.ping(Buffer.from('p'), false)
  sender.send(Buffer.from('two sec'), { ...text, fin: false })
  sender.pong(Buffer.from('q'), false)
  sender.send(Buffer.from('rets'), text)
  sender.close(1000, 'over', false)
  expect(await end()).toEqual({
    heard: ['a [masked].', ['ping', 'p'], ['pong', 'q'], 'two [masked]s.', [1000, 'over']],
    failures: [],
  })
})

test('a close frame without a code stays so', async () => {
  const { sender, end } = talk()
  sender.close(undefined, '', false)
  expect(await end()).toEqual({ heard: [[1005, '']], failures: [] })
})

test.each<[string, Buffer, boolean, string]>([
  ['is binary', Buffer.from([1, 2]), true, "A message can't be masked, as the policy demands: it is binary."],
  ['has no fields', Buffer.from('{bad'), false, "A message can't be masked, as the policy demands: no JSON."],
  [
    'is too long',
    Buffer.alloc(1_048_577, 'x'),
    false,
    "A message can't be masked, as the policy demands: Max payload size exceeded.",
  ],
])('where a message %s, its client is told why, and hears no more', async (_what, data, binary, message) => {
  const { sender, text, wire, end } = talk()
  sender.send(data, { ...text, binary })
  await new Promise(setImmediate)
  if (!wire.destroyed) sender.send(Buffer.from('after'), text)
  expect(await end()).toEqual({
    heard: [[1008, `ERR_UNMASKABLE: ${message}`.slice(0, 123)]],
    failures: [['ERR_UNMASKABLE', message]],
  })
})
