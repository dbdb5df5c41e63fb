import { bundlesOf, DECISION_PATH, resultOf } from '../../src/core/decision-log.ts'
import { aDecision } from '../support/rows.ts'

test('a judgement is told in the names of Rego’s own document', () => {
  const { reasons, counts } = aDecision()
  const masks = [{ code: 'http/mask', header: 'x-key' }]
  expect(resultOf(aDecision())).toEqual({ effect: 'mask', reasons, requirements: [], masks, counters: counts })
  expect(resultOf({ ...aDecision(), effect: 'allow', credential: 'reader', record: { answer: 'full' } })).toMatchObject(
    {
      ...{ effect: 'allow', credential: 'reader', record: { answer: 'full' } },
    },
  )
  expect([DECISION_PATH, bundlesOf('r1')]).toEqual(['sallyport/decision', { default: { revision: 'r1' } }])
})
