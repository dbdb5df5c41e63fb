import { byRequest } from '../../src/gateway/carry.ts'
import { fakeExchange, matchedOf } from './fake-exchange.ts'
import { fakeGate } from './fake-gate.ts'

test('a request is forwarded, whole, and counts as such from then on', async () => {
  const { exchange } = fakeExchange()
  const sent: unknown[] = []
  const { gate } = fakeGate({
    forwarder: {
      async send(forward, sink) {
        sent.push([forward.target, exchange.forwarded])
        sink.start({ resume() {}, abort() {} })
        sink.head({ status: 204, headers: [] })
        sink.end([])
      },
      async close() {},
    },
  })
  const carrier = byRequest.carrier(gate, exchange, matchedOf(), gate.createMasker([], 's'))
  expect(carrier.sent().status).toBe(0)
  await carrier.carry({ method: 'GET', target: '/a', headers: [] })
  expect([sent, carrier.sent()]).toMatchObject([[['/a', true]], { status: 204, bytes: 0 }])
})
