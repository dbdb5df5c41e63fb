import { decide } from '../../src/gateway/decide.ts'
import { NOON } from '../support/rows.ts'
import { matchedOf, requestOf } from './fake-exchange.ts'
import { allow, fakeGate } from './fake-gate.ts'

const operation = { kind: 'http.GET', access: 'read', resource: '/a', detail: {} } as const

test('the input is the session, the connection, the request, the operations and the time, and no more', () => {
  const { gate, inputs } = fakeGate()
  const request = requestOf({ path: '/a', query: '?secret=1', headers: [['x-secret', '1']] })
  const matched = matchedOf({ request })
  expect(decide(gate, matched, [operation], null)).toBe(allow)
  const { id, agent, issuer, subject, groups, claims, trust } = matched.session
  expect(inputs).toEqual([
    {
      version: 1,
      session: { id, agent, issuer, subject, groups, claims, trust, counters: {} },
      lease: null,
      connection: { name: 'shop', protocol: 'http', labels: { tier: 'test' } },
      request: { method: 'GET', host: 'gate.test', path: '/a' },
      operations: [operation],
      approval: null,
      at: new Date(NOON).toISOString(),
    },
  ])
})

test('what people have answered is part of it', () => {
  const { gate, inputs } = fakeGate()
  const satisfied = [{ code: 'http/rule', operation: 0, by: ['ann'], at: '2040-01-02T12:00:00Z' }]
  decide(gate, matchedOf(), [operation], satisfied)
  decide(gate, matchedOf(), [operation], [])
  expect(inputs.map((input) => input.approval)).toEqual([{ satisfied }, { satisfied: [] }])
})
