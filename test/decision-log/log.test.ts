import type { DecisionLog } from '../../src/core/decision-log.ts'
import type { Policy } from '../../src/core/policy.ts'
import { createDecisionLog } from '../../src/decision-log/log.ts'
import { observed } from './observed.ts'

type Logged = Parameters<DecisionLog['log']>[0]

const event: Logged = {
  decision_id: 'd-1',
  bundles: { default: { revision: 'r1' } },
  path: 'sallyport/decision',
  input: { a: 1 },
  result: { effect: 'allow' },
  requested_by: 'ann',
  timestamp: '2040-01-02T12:00:00.000Z',
  metrics: { timer_rego_query_eval_ns: 7 },
  custom: { exchange: 'x-1' },
}
const labels = { id: 'gate-1', app: 'sallyport', version: '1' }

/** What becomes of an event where these entry points answer so. */
function logged(answers: { readonly [entrypoint: string]: unknown } | null, event: Logged) {
  const [lines, asked]: [string[], unknown[]] = [[], []]
  const policy: Policy = {
    revision: 'r1',
    decide: () => {
      throw new Error('Nobody asks for a decision.')
    },
    ...(answers && {
      ask(entrypoint: string, input: unknown) {
        asked.push([entrypoint, input])
        const answer = answers[entrypoint]
        if (answer instanceof Error) throw answer
        return answer
      },
    }),
  }
  const { told, observer } = observed()
  createDecisionLog({ policy, labels, sink: { add: (line) => lines.push(line) }, observer }).log(event)
  return { events: lines.map((line) => JSON.parse(line) as unknown), told, asked }
}

test('an event is logged with the gateway’s labels', () => {
  expect(logged({}, event)).toMatchObject({ events: [{ labels, ...event }], told: [] })
  expect(logged(null, event)).toMatchObject({ events: [{ labels, ...event }], told: [] })
})

test('drop is asked first, then mask, about what OPA shows them: neither metrics nor error', () => {
  const error = { code: 'ERR_POLICY_RUNTIME', message: 'It failed.' }
  const { metrics: _metrics, ...rest } = event
  const { events, asked } = logged({}, { ...event, error })
  expect(asked).toEqual([
    ['system/log/drop', { labels, ...rest }],
    ['system/log/mask', { labels, ...rest }],
  ])
  expect(events).toEqual([{ labels, ...event, error }])
})

test('what drop says is not logged, and counted', () => {
  expect(logged({ 'system/log/drop': true }, event)).toMatchObject({ events: [], told: ['dropped 1'] })
  expect(logged({ 'system/log/drop': false }, event).events).toHaveLength(1)
})

test('what mask says is masked', () => {
  const { events } = logged({ 'system/log/mask': ['/input/a'] }, event)
  expect(events).toEqual([{ labels, ...event, input: {}, erased: ['/input/a'] }])
})

test.each([
  ['system/log/drop', new Error('It failed.'), 'It failed.'],
  ['system/log/drop', 'yes', 'data.system.log.drop is neither true nor false.'],
  ['system/log/mask', new Error('It failed.'), 'It failed.'],
  ['system/log/mask', {}, 'data.system.log.mask is no set of masks.'],
])('where %s answers %p, nothing is logged', (entrypoint, answer, message) => {
  expect(logged({ [entrypoint]: answer }, event)).toMatchObject({ events: [], told: ['unmaskable 1', message] })
})
