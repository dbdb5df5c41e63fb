import type { Rule } from '../../src/detectors/rule.ts'
import { settle } from '../../src/detectors/settle.ts'

const rule = (confidence: Rule['confidence']): Rule => ({
  name: confidence,
  title: '',
  confidence,
  shapes: [],
  examples: () => [],
  lookalikes: () => [],
})
const provider = rule('provider')
const generic = rule('generic')
const candidate = (one: Rule, start: number, end: number, order = 0) => ({ rule: one, order, start, end, value: '' })

test('what lies apart is all kept, by where it begins', () => {
  const [one, two] = [candidate(generic, 0, 5), candidate(provider, 5, 9)]
  expect(settle([two, one])).toEqual([one, two])
  expect(settle([])).toEqual([])
})

test("of one place a provider's is kept, however short", () => {
  const [long, short] = [candidate(generic, 0, 50), candidate(provider, 10, 20)]
  expect(settle([long, short])).toEqual([short])
  expect(settle([candidate(provider, 0, 20), candidate(generic, 10, 90)])).toEqual([candidate(provider, 0, 20)])
})

test('then the longest, then that of the first rule', () => {
  expect(settle([candidate(provider, 0, 20), candidate(provider, 5, 40)])).toEqual([candidate(provider, 5, 40)])
  expect(settle([candidate(provider, 0, 20, 2), candidate(provider, 0, 20, 1)])).toEqual([
    candidate(provider, 0, 20, 1),
  ])
})
