import { knownInMessages } from '../../../src/gateway/websocket/known.ts'
import { createMasker } from '../../../src/masking/masker.ts'

const KNOWN = ['s3cr3t', 'value'].join('-')
const STARS = '*'.repeat(KNOWN.length)
const masker = createMasker([], { known: [KNOWN], custom: [], pseudonymKey: Buffer.alloc(32) })
const [CONTINUED, TEXT, BINARY, PING] = [0, 1, 2, 9]

function frame(opcode: number, text: string, final = true): Buffer {
  const { length } = text
  const size =
    length < 126
      ? [length]
      : length < 65_536
        ? [126, length >> 8, length & 0xff]
        : [127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 0xff, length & 0xff]
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode, ...size]), Buffer.from(text)])
}

/** What has come out when all of it went in, in pieces of so many bytes; and what comes at the end. */
function through(bytes: Buffer, size: number): [string, string] {
  const down = knownInMessages(masker)
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size)
    down.write(bytes.subarray(at, at + size), (part) => void out.push(part))
  return [Buffer.concat(out).toString('latin1'), down.end().toString('latin1')]
}

test('what is known is hidden in messages, however they are cut; each is through at its own end', () => {
  const said = (known: string) =>
    Buffer.concat([
      frame(TEXT, `a ${known} b s3c`),
      frame(BINARY, known),
      frame(TEXT, `${known.slice(0, 5)}`, false),
      frame(PING, `p ${known}`),
      frame(CONTINUED, '', false),
      frame(CONTINUED, `${known.slice(5)} s3cr`),
      frame(TEXT, `${'x'.repeat(200)}${known}`),
      frame(TEXT, ''),
      frame(BINARY, `${'x'.repeat(70_000)}${known}s`),
    ])
  const hidden = said(STARS).toString('latin1')
  for (const size of [1, 2, 3, 7, 1_000, 100_000]) {
    expect([size, ...through(said(KNOWN), size)]).toEqual([size, hidden, ''])
  }
})

test('what ends in the middle passes as far as it came', () => {
  const [out, end] = through(frame(TEXT, 'hello s3c and more').subarray(0, 11), 4)
  expect(out + end).toBe('\x81\x12hello s3c')
  expect(out).toBe('\x81\x12hello ')
  expect(through(Buffer.from([0x81]), 1)).toEqual(['', '\x81'])
})
