import { decisionLines } from '../../../src/cli/sessions/decision-events.ts'
import { inputOf } from '../../../src/core/judged-input.ts'
import { collected } from '../../support/collected.ts'
import { aDecision, aSession } from '../../support/rows.ts'
import { anExchange, sourceOf } from './exchanges.ts'

const events = async (...exchanges: ReturnType<typeof anExchange>[]) =>
  (await collected(decisionLines(sourceOf(exchanges)))).map((line) => JSON.parse(line) as { [name: string]: unknown })

test('an event for each decision, as the gateway logs it', async () => {
  const [first, second] = [aDecision({ id: 'd-1' }), aDecision({ id: 'd-2', bundle: 'r2' })]
  const { reasons, asked } = first
  const { protocol, method, target, ...exchange } = anExchange({ decisions: [first, second] })
  const told = { ...exchange, protocol: protocol!, method: method!, target: target! }
  const both = await events(anExchange({ decisions: [first, second] }))
  const masks = [{ code: 'http/mask', header: 'x-key' }]
  expect(both[0]).toEqual({
    labels: { app: 'sallyport', id: 'gate.test', version: '1.2.3' },
    decision_id: 'd-1',
    bundles: { default: { revision: 'r1' } },
    path: 'sallyport/decision',
    input: JSON.parse(JSON.stringify(inputOf(aSession({ id: 's-1' }), told, first))),
    result: { effect: 'mask', reasons, requirements: [], masks, counters: [] },
    requested_by: 'repo:acme/shop',
    timestamp: asked.at,
    custom: { exchange: 'x-1' },
  })
  expect(both[1]).toMatchObject({ decision_id: 'd-2', bundles: { default: { revision: 'r2' } } })
})

test('what was never asked has none, and an unknown gateway no name', async () => {
  expect(await events(anExchange({ protocol: null, method: null, target: null }))).toEqual([])
  const [event] = await events(anExchange({ gateway: { host: null, version: null } }))
  expect(event!.labels).toEqual({ app: 'sallyport' })
})
