import { Readable } from 'node:stream'
import type { Masker } from '../../../src/gateway/gate.ts'
import { maskedDown } from '../../../src/gateway/websocket/down.ts'

const masker = (looks: boolean, rewrites = false) =>
  ({
    ...{ looks, rewrites },
    text: () => ({ write: (chunk: Buffer) => chunk.subarray(0, -1), end: () => Buffer.from('.') }),
  }) as unknown as Masker

test('where nothing is looked for, nothing stands between', () => {
  expect(maskedDown(masker(false), false, () => {})).toBe(null)
})

test('where known values alone are hidden, bytes of any protocol pass as they come', async () => {
  const parts = await Readable.from(['HTTP/1.1 101 x\r\n\r', '\nabc', 'def'].map((text) => Buffer.from(text)))
    .pipe(maskedDown(masker(true), false, () => {})!)
    .toArray()
  expect(Buffer.concat(parts as Buffer[]).toString()).toBe('HTTP/1.1 101 x\r\n\r\nabde.')
})

test('of WebSocket no message waits for the next one', async () => {
  const frame = '\x81\x03abc'
  const parts = await Readable.from([Buffer.from(`HTTP/1.1 101 x\r\n\r\n${frame}${frame}`, 'latin1')])
    .pipe(maskedDown(masker(true), true, () => {})!)
    .toArray()
  const [head, ...rest] = Buffer.concat(parts as Buffer[])
    .toString('latin1')
    .split('\r\n\r\n')
  expect([head, ...rest]).toEqual(['HTTP/1.1 101 x', '\x81\x03ab.\x81\x03ab.'])
})

test('where masks rewrite, what comes is read as WebSocket', async () => {
  const failures: string[] = []
  const masked = maskedDown(masker(true, true), true, ({ code }) => failures.push(code))!
  await Readable.from([Buffer.from('HTTP/1.1 101 x\r\n\r\nno frames at all'), Buffer.from('more')])
    .pipe(masked)
    .toArray()
  expect(failures).toEqual(['ERR_UNMASKABLE'])
})
