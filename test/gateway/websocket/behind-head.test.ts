import { behindHead } from '../../../src/gateway/websocket/behind-head.ts'

test('what comes behind a head, however it is cut', () => {
  const bytes = Buffer.from('HTTP/1.1 101 Switching\r\na: b\r\n\r\nbehind\r\n\r\nit')
  for (const size of [1, 5, 100]) {
    const text: Buffer[] = []
    const look = behindHead((chunk) => void text.push(chunk))
    for (let at = 0; at < bytes.length; at += size) look(bytes.subarray(at, at + size))
    expect(Buffer.concat(text).toString()).toBe('behind\r\n\r\nit')
  }
})
