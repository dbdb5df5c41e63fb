import { once } from 'node:events'
import { connect } from 'node:net'
import type { Gate } from '../../src/gateway/gate.ts'
import { connectionTo, deny, fakeGate, requiring, TOKEN } from './fake-gate.ts'
import { raw, serve } from './loopback.ts'
import { start } from './start-gate.ts'

test('a client that goes ends the upstream’s request, and the journal says so', async () => {
  const upstreamGone = Promise.withResolvers<void>()
  const upstream = await serve((_req, res) => {
    res.on('close', upstreamGone.resolve)
    res.write('begun')
  })
  const { url, over, outcomes } = await start({ connections: [connectionTo(upstream)] })
  const socket = connect(Number(url.port), url.hostname)
  socket.write(`GET /c/shop/a HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`)
  await once(socket, 'data')
  socket.destroy()
  await Promise.all([upstreamGone.promise, over])
  expect(outcomes).toMatchObject([{ code: 'client_gone', forwarded: true, status: 200, bytes: 5 }])
})

test('a client that goes while it is held is not waited for', async () => {
  const waiting = Promise.withResolvers<void>()
  const { gate } = fakeGate()
  const desk: Gate['desk'] = {
    ...gate.desk,
    async answered(approval, _until, signal) {
      waiting.resolve()
      await once(signal, 'abort')
      return approval
    },
  }
  const { url, over, outcomes } = await start({ decisions: [requiring('r')], desk })
  const socket = connect(Number(url.port), url.hostname)
  socket.write(`GET /c/shop/a HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`)
  await waiting.promise
  socket.destroy()
  await over
  expect(outcomes).toMatchObject([{ code: 'client_gone', forwarded: false }])
})

test('requests that come on one connection at once are answered in order, and end with it', async () => {
  const { url, calls } = await start({ decisions: [deny] })
  const one = (more: string) =>
    `POST /c/shop/a HTTP/1.1\r\nhost: x\r\n${more}authorization: Bearer ${TOKEN}\r\ncontent-length: 2\r\n\r\nhi`
  const answers = await raw(url, one('') + one('') + one('connection: close\r\n'))
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 403', 'HTTP/1.1 403', 'HTTP/1.1 403'])
  expect(calls.filter((call) => call.startsWith('settle'))).toHaveLength(3)
})

test('whatever fails on the way out ends the one request, not the process', async () => {
  const { gate } = fakeGate()
  const observer = {
    ...gate.observer,
    finished: () => {
      throw new Error('metrics')
    },
  }
  const { ask, over } = await start({ observer, decisions: [deny] })
  await ask().catch(() => {})
  await expect(over).resolves.toBeUndefined()
})
