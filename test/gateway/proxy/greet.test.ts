import { once } from 'node:events'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { createSecureContext } from 'node:tls'
import { greet, speaksTls } from '../../../src/gateway/proxy/greet.ts'
import { closeServers, serveRaw } from '../loopback.ts'

afterEach(closeServers)

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

test('so is one that is gone before its certificate is made', async () => {
  const { port } = await serveRaw(() => {})
  const socket = connect(Number(port), '127.0.0.1')
  await once(socket, 'connect')
  const gone = async () => {
    await once(socket.destroy(), 'close')
    return createSecureContext()
  }
  await expect(greet(socket, 'shop.test', gone)).rejects.toMatchObject({ code: 'ERR_CLIENT_TLS' })
})
