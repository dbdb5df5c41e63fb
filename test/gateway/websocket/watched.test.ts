import { watchedMessages } from '../../../src/gateway/websocket/watched.ts'

const [CONTINUED, TEXT, PING] = [0, 1, 9]

function frame(opcode: number, text: string, { final = true, masked = true } = {}): Buffer {
  const payload = Buffer.from(text)
  const { length } = payload
  const long = Buffer.alloc(8)
  long.writeBigUInt64BE(BigInt(length))
  const size = length < 126 ? [length] : length < 65_536 ? [126, ...long.subarray(6)] : [127, ...long]
  const key = Buffer.from([7, 200, 0, 99])
  const first = (final ? 0x80 : 0) | opcode
  if (!masked) return Buffer.concat([Buffer.from([first, ...size]), payload])
  const hidden = payload.map((byte, at) => byte ^ key[at % 4]!)
  return Buffer.concat([Buffer.from([first, size[0]! | 0x80, ...size.slice(1)]), key, hidden])
}

/** The texts that were looked at, in the order of their ends. */
function texts(bytes: Buffer, size: number): string[] {
  const ended: string[] = []
  const look = watchedMessages(() => {
    const text: Buffer[] = []
    return { write: (chunk) => void text.push(chunk), end: () => void ended.push(Buffer.concat(text).toString()) }
  })
  for (let at = 0; at < bytes.length; at += size) look(bytes.subarray(at, at + size))
  return ended
}

test.each([true, false])('each message is a text, unmasked, however it is cut: masked %s', (masked) => {
  const bytes = Buffer.concat([
    frame(TEXT, 'one', { masked }),
    frame(TEXT, 'two ', { final: false, masked }),
    frame(PING, 'between', { masked }),
    frame(CONTINUED, '', { final: false, masked }),
    frame(CONTINUED, 'halves', { masked }),
    frame(TEXT, '', { masked }),
    frame(TEXT, 'x'.repeat(300), { masked }),
    frame(TEXT, 'y'.repeat(70_000), { masked }),
    frame(TEXT, 'not all of it', { masked }).subarray(0, 9),
  ])
  const expected = ['one', 'between', 'two halves', '', 'x'.repeat(300), 'y'.repeat(70_000)]
  for (const size of [1, 3, 1_000, bytes.length]) expect(texts(bytes, size)).toEqual(expected)
})

test.each([TEXT, PING])('what has come of a message or a control frame is looked at before the rest: %s', (opcode) => {
  const text: Buffer[] = []
  const look = watchedMessages(() => ({ write: (chunk) => void text.push(chunk), end: () => {} }))
  look(frame(opcode, 'begun, and never ended').subarray(0, 11))
  expect(Buffer.concat(text).toString()).toBe('begun')
})
