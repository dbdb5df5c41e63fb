import { GatewayError } from '../../src/core/errors.ts'
import { decide, release } from '../../src/gateway/decide.ts'
import { aLease, aSession, NOON } from '../support/rows.ts'
import { fakeExchange, matchedOf, requestOf } from './fake-exchange.ts'
import { allow, connectionTo, decision, deny, fakeGate } from './fake-gate.ts'

const operation = { kind: 'http.GET', access: 'read', resource: '/a', detail: {} } as const
const at = new Date(NOON).toISOString()
const counting = decision({ effect: 'allow', counts: [{ counter: 'a/b/writes', amount: 2 }] })

test('the input is the session, the connection, the request, the operations and the time, and no more', async () => {
  const { gate, inputs } = fakeGate()
  const { exchange } = fakeExchange()
  const connection = connectionTo(new URL('https://api.upstream.test:8443/base'))
  const request = requestOf({ connection, path: '/a', query: '?secret=1', headers: [['x-secret', '1']] })
  const matched = matchedOf({ request })
  const judgement = {
    ...allow,
    asked: { host: 'api.upstream.test', labels: { tier: 'test' }, counters: {}, approval: null, lease: null, at },
  }
  expect(await decide(gate, exchange, matched, [operation], null)).toEqual(judgement)
  expect(exchange.decisions).toEqual([judgement])
  const { id, agent, issuer, subject, groups, claims, trust } = matched.session
  expect(inputs).toEqual([
    {
      version: 1,
      session: { id, agent, issuer, subject, groups, claims, trust, counters: {} },
      lease: null,
      connection: { name: 'shop', protocol: 'http', labels: { tier: 'test' } },
      request: { method: 'GET', host: 'api.upstream.test', path: '/a' },
      operations: [operation],
      approval: null,
      at,
    },
  ])
})

test('a session’s mark is part of it, and on record with the answer', async () => {
  const { gate, inputs } = fakeGate()
  const { exchange } = fakeExchange()
  const mark = { honeytoken: 'KEY', place: 'header', exchange: 'x-1', at: NOON } as const
  const judged = await decide(gate, exchange, matchedOf({ session: aSession({ mark }) }), [operation], null)
  expect(inputs[0]!.session.mark).toEqual({ ...mark, at })
  expect(judged.asked.mark).toEqual({ ...mark, at })
})

test('what people have answered is part of it', async () => {
  const { gate, inputs } = fakeGate()
  const { exchange } = fakeExchange()
  const satisfied = [{ code: 'http/rule', operation: 0, by: ['ann'], from: ['leads'], at: '2040-01-02T12:00:00Z' }]
  await decide(gate, exchange, matchedOf(), [operation], satisfied)
  await decide(gate, exchange, matchedOf(), [operation], [])
  expect(inputs.map((input) => input.approval)).toEqual([{ satisfied }, { satisfied: [] }])
  expect(exchange.decisions.map(({ asked }) => asked.approval)).toEqual([{ satisfied }, { satisfied: [] }])
})

test('what rules count is reserved, and they are asked again with the totals', async () => {
  const { gate, inputs, calls } = fakeGate({ decisions: [counting, deny] })
  const { exchange } = fakeExchange()
  expect(await decide(gate, exchange, matchedOf(), [operation], null)).toMatchObject({
    effect: 'deny',
    asked: { counters: { 'a/b/writes': 2 } },
  })
  expect(calls).toEqual(['decide', 'reserve a/b/writes 2', 'decide'])
  expect(inputs.map((input) => input.session.counters)).toEqual([{}, { 'a/b/writes': 2 }])
  expect(exchange.decisions).toHaveLength(1)
})

test('a request is counted once, however often it is judged', async () => {
  const more = decision({ effect: 'allow', counts: [...counting.counts, { counter: 'a/b/deletes', amount: 1 }] })
  const { gate, inputs, calls } = fakeGate({ decisions: [counting, counting, more] })
  const { exchange } = fakeExchange()
  await decide(gate, exchange, matchedOf(), [operation], null)
  await decide(gate, exchange, matchedOf(), [operation], [])
  expect(calls).toEqual(['decide', 'reserve a/b/writes 2', 'decide', 'decide', 'reserve a/b/deletes 1', 'decide'])
  expect(inputs.at(-1)!.session.counters).toEqual({ 'a/b/writes': 2, 'a/b/deletes': 1 })
})

test('what comes up in the second answer is counted as well, but not without end', async () => {
  const counts = (...names: string[]) =>
    decision({ effect: 'allow', counts: names.map((counter) => ({ counter, amount: 1 })) })
  const { gate, calls } = fakeGate({ decisions: [counts('a'), counts('a', 'b'), counts('a', 'b')] })
  await decide(gate, fakeExchange().exchange, matchedOf(), [operation], null)
  expect(calls).toEqual(['decide', 'reserve a 1', 'decide', 'reserve b 1', 'decide'])
  const endless = fakeGate({ decisions: ['a', 'b', 'c', 'd', 'e'].map((name) => counts(name)) })
  await expect(decide(endless.gate, fakeExchange().exchange, matchedOf(), [operation], null)).rejects.toMatchObject({
    code: 'ERR_POLICY_MALFORMED',
  })
})

test('what can’t be counted is not judged', async () => {
  const down = new GatewayError('ERR_STORE_UNAVAILABLE', 'The database did not answer.')
  const counters = { reserve: () => Promise.reject(down), release: () => Promise.resolve() }
  const { gate } = fakeGate({ decisions: [counting], counters })
  const { exchange } = fakeExchange()
  await expect(decide(gate, exchange, matchedOf(), [operation], null)).rejects.toBe(down)
  expect(exchange.decisions).toEqual([])
  expect(exchange.reserved).toEqual([])
})

test('what nothing came of counts no more', async () => {
  const { gate, calls } = fakeGate({ decisions: [counting] })
  const matched = matchedOf()
  const { exchange } = fakeExchange({ matched })
  await decide(gate, exchange, matched, [operation], null)
  await release(gate, exchange)
  exchange.forwarded = true
  await release(gate, exchange)
  expect(calls.filter((call) => call.startsWith('release'))).toEqual(['release a/b/writes 2'])
})

test('each decision that is acted on is logged, once, with the totals that it saw', async () => {
  const events: unknown[] = []
  const { gate } = fakeGate({ decisions: [counting, deny], decisionLog: { log: (event) => events.push(event) } })
  await decide(gate, fakeExchange().exchange, matchedOf(), [operation], null)
  expect(events).toEqual([
    expect.objectContaining({
      input: expect.objectContaining({ session: expect.objectContaining({ counters: { 'a/b/writes': 2 } }) }),
      result: expect.objectContaining({ effect: 'deny' }),
    }),
  ])
})

test('a policy that fails is logged, and refuses', async () => {
  const events: unknown[] = []
  const failed = new GatewayError('ERR_POLICY_UNDEFINED', 'It said nothing.')
  const policy = {
    revision: 'r1',
    decide: () => {
      throw failed
    },
  }
  const { gate } = fakeGate({ policy, decisionLog: { log: (event) => events.push(event) } })
  await expect(decide(gate, fakeExchange().exchange, matchedOf(), [operation], null)).rejects.toBe(failed)
  expect(events).toEqual([
    expect.objectContaining({ error: { code: 'ERR_POLICY_UNDEFINED', message: 'It said nothing.' } }),
  ])
})

const lease = aLease({ resources: ['/a'], operations: ['http.GET'] })
const answers = { code: 'http/rule', by: ['ann'], from: ['leads'], at: '2040-01-02T12:00:00Z' }

test('a narrowed session is asked about with its lease, and not at all about what that doesn’t cover', async () => {
  const { gate, inputs } = fakeGate()
  const session = aSession({ leases: [lease], expiresAt: NOON + 60_000 })
  const matched = matchedOf({ session })
  await decide(gate, fakeExchange().exchange, matched, [operation], null)
  const until = new Date(NOON + 60_000).toISOString()
  const { id, connections, resources, operations } = lease
  expect(inputs.map((input) => input.lease)).toEqual([{ id, connections, resources, operations, until }])
  expect(matched.leased).toEqual({ narrowing: lease, standing: [] })
  const elsewhere = { ...operation, resource: '/b' }
  await expect(decide(gate, fakeExchange().exchange, matched, [elsewhere], null)).rejects.toMatchObject({
    code: 'ERR_LEASE_EXCEEDED',
  })
  expect(inputs).toHaveLength(1)
})

test('what people answered for a while is part of it; of two answers to one question, the newest', async () => {
  const { gate, inputs } = fakeGate()
  const standing = { ...lease, answers: { ...answers, by: ['ann', 'bob'] } }
  const matched = matchedOf({ session: aSession({ leases: [standing] }) })
  const before = { ...standing.answers, operation: 0, lease: lease.id }
  const now = { ...answers, operation: 0, from: ['security'] }
  await decide(gate, fakeExchange().exchange, matched, [operation], null)
  await decide(gate, fakeExchange().exchange, matched, [operation], [now])
  await decide(gate, fakeExchange().exchange, matched, [operation], [{ ...now, code: 'http/other' }])
  expect(inputs.map((input) => input.approval?.satisfied)).toEqual([
    [before],
    [now],
    [before, { ...now, code: 'http/other' }],
  ])
})
