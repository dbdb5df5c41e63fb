import { PassThrough } from 'node:stream'
import { createSecureContext } from 'node:tls'
import { greet, speaksTls } from '../../../src/gateway/proxy/greet.ts'

test('TLS is told by its first byte', () => {
  expect([speaksTls(Buffer.from([0x16, 3, 1])), speaksTls(Buffer.from('GET /'))]).toEqual([true, false])
})

test('a client that goes in the middle, and a certificate that can’t be made, are rejections', async () => {
  const socket = new PassThrough()
  const greeting = greet(socket, 'shop.test', async () => createSecureContext())
  setImmediate(() => socket.destroy())
  await expect(greeting).rejects.toMatchObject({
    code: 'ERR_CLIENT_TLS',
    message: 'A client broke off its TLS handshake with shop.test.',
  })
  const failing = () => Promise.reject(new Error('no'))
  await expect(greet(new PassThrough(), 'shop.test', failing)).rejects.toThrow('no')
})
