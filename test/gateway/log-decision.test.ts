import type { DecisionLog } from '../../src/core/decision-log.ts'
import { GatewayError } from '../../src/core/errors.ts'
import { logDecision, logFailure } from '../../src/gateway/log-decision.ts'
import { githubToken } from '../masking/secrets.ts'
import { call, inputOf } from '../policy/inputs.ts'
import { fakeExchange } from './fake-exchange.ts'
import { allow, decision, type FakeOptions, fakeGate, requiring } from './fake-gate.ts'

type Logged = Parameters<DecisionLog['log']>[0]

function start(options: FakeOptions = {}) {
  const events: Logged[] = []
  const fake = fakeGate({ decisionLog: { log: (event) => events.push(event) }, ...options })
  return { ...fake, events, exchange: fakeExchange().exchange }
}
const input = inputOf('http', [call('GET', 'read', '/a')])
const reasons = [{ code: 'http/rule', message: 'So says the rule.' }]

test('an event has OPA’s fields, and the exchange', () => {
  const { gate, exchange, events } = start()
  logDecision(gate, exchange, { input, seconds: 0.0000215, judgement: allow })
  expect(events).toEqual([
    {
      decision_id: 'd-1',
      bundles: { default: { revision: 'r1' } },
      path: 'sallyport/decision',
      input,
      result: { effect: 'allow', reasons, requirements: [], masks: [], counters: [] },
      requested_by: 'repo:acme/shop:ref:refs/heads/topic',
      timestamp: '2025-06-01T12:00:00Z',
      metrics: { timer_rego_query_eval_ns: 21_500 },
      custom: { exchange: 'x-1' },
    },
  ])
})

test('the result is Rego’s own document', () => {
  const { gate, exchange, events } = start()
  const counts = [{ counter: 'a/b/writes', amount: 2 }]
  const masks = [{ code: 'a/b', header: 'set-cookie' }]
  logDecision(gate, exchange, { input, seconds: 0, judgement: requiring('git/rule') })
  logDecision(gate, exchange, { input, seconds: 0, judgement: decision({ effect: 'mask', masks, counts }) })
  const requirements = [{ code: 'git/rule', operation: 0, from: ['leads'], quorum: 1, seconds: 600 }]
  expect(events.map(({ result }) => result)).toEqual([
    { effect: 'require_approval', reasons, requirements, masks: [], counters: [] },
    { effect: 'mask', reasons, requirements: [], masks, counters: counts },
  ])
})

test('the credential that was chosen is part of it', () => {
  const { gate, exchange, events } = start()
  logDecision(gate, exchange, { input, seconds: 0, judgement: decision({ effect: 'allow', credential: 'reader' }) })
  expect(events[0]!.result).toMatchObject({ effect: 'allow', credential: 'reader' })
})

test('a policy that fails is logged with its error, and a new id', () => {
  const { gate, exchange, events } = start()
  const { decision_id: _, ...rest } = (() => {
    logFailure(gate, exchange, { input, seconds: 0 }, new GatewayError('ERR_POLICY_RUNTIME', 'It failed.'))
    return events[0]!
  })()
  expect(rest).toEqual({
    bundles: { default: { revision: 'r1' } },
    error: { code: 'ERR_POLICY_RUNTIME', message: 'It failed.' },
    path: 'sallyport/decision',
    input,
    requested_by: 'repo:acme/shop:ref:refs/heads/topic',
    timestamp: '2025-06-01T12:00:00Z',
    metrics: { timer_rego_query_eval_ns: 0 },
    custom: { exchange: 'x-1' },
  })
  logFailure(gate, exchange, { input, seconds: 0 }, new GatewayError('ERR_POLICY_MISSING', 'None.'))
  expect(events[1]).not.toHaveProperty('bundles')
  expect(events[1]!.decision_id).toMatch(/^[0-9a-f-]{36}$/)
  expect(events[1]!.decision_id).not.toBe(events[0]!.decision_id)
})

test('no secret that the agent sends is logged, wherever it stands', () => {
  const { gate, exchange, events } = start()
  const password = ['hunter', '2', 'hunter'].join('')
  const secret = {
    ...inputOf('http', [{ ...call('GET', 'read', `/${githubToken}`), detail: { query: { password: [password] } } }]),
    request: { method: 'GET', host: 'shop.test', path: `/${githubToken}` },
  }
  const said = decision({ effect: 'deny', reasons: [{ code: 'a/b', message: `Not ${githubToken}.` }] })
  logDecision(gate, exchange, { input: secret, seconds: 0, judgement: said })
  const text = JSON.stringify(events)
  expect(text).not.toContain(githubToken)
  expect(text).not.toContain(password)
  expect(text.split('[masked:github-token]')).toHaveLength(4)
})

test('nothing is done where nothing is logged, and what fails here fails no request', () => {
  const recordMasker = () => {
    throw new Error('no masker')
  }
  const silent = start({ decisionLog: null, recordMasker })
  logDecision(silent.gate, silent.exchange, { input, seconds: 0, judgement: allow })
  expect(silent.failures).toEqual([])
  const failing = start({ recordMasker })
  logDecision(failing.gate, failing.exchange, { input, seconds: 0, judgement: allow })
  expect([failing.events, failing.failures]).toEqual([[], [new Error('no masker')]])
})
