import { satisfied, type Vote } from '../../src/core/approval.ts'
import type { NonEmpty } from '../../src/core/json.ts'
import { aRequirement, NOON } from '../support/rows.ts'

const vote = (person: string, changes: Partial<Vote> = {}): Vote => ({
  person,
  groups: ['leads'],
  answer: 'approve',
  reason: null,
  at: NOON,
  ...changes,
})
const met = (votes: Vote[], requirements: NonEmpty<ReturnType<typeof aRequirement>> = [aRequirement({ quorum: 2 })]) =>
  satisfied({ requirements, votes })

test('a requirement is met by as many people as it wants, and says who, when and why last', () => {
  const votes = [vote('ada', { at: NOON + 2, reason: 'Urgent.' }), vote('bob', { at: NOON + 1, reason: 'Fine.' })]
  expect(met(votes)).toEqual([
    {
      code: 'git/protected-branches',
      operation: 0,
      by: ['ada', 'bob'],
      from: ['leads'],
      at: '2040-01-02T12:00:00.347Z',
      reason: 'Urgent.',
    },
  ])
})

test('without a reason none is told', () => {
  expect(met([vote('ada')], [aRequirement()])).toEqual([
    { code: 'git/protected-branches', operation: 0, by: ['ada'], from: ['leads'], at: '2040-01-02T12:00:00.345Z' },
  ])
})

test.each<[string, Vote[]]>([
  ['nobody', []],
  ['one person', [vote('ada')]],
  ['one person twice', [vote('ada'), vote('ada', { at: NOON + 1 })]],
  ['one of them in no group that is asked', [vote('ada'), vote('bob', { groups: ['guests'] })]],
  ['one of them in no group at all', [vote('ada'), vote('bob', { groups: [] })]],
  ['one of them against it', [vote('ada'), vote('bob', { answer: 'deny' })]],
])('two people are wanted: %s is not enough', (_who, votes) => {
  expect(met(votes)).toEqual([])
})

test('each requirement is met by itself, by any of its groups', () => {
  const requirements = [
    aRequirement({ operation: 0, from: ['leads', 'owners'] }),
    aRequirement({ operation: 1, from: ['security'] }),
  ] as const
  expect(met([vote('ada', { groups: ['owners', 'guests'] })], requirements).map((it) => it.operation)).toEqual([0])
  const both = met([vote('ada', { groups: ['owners', 'security'] })], requirements)
  expect(both.map((it) => it.operation)).toEqual([0, 1])
})
