import type { Vote } from '../../src/core/approval.ts'
import type { NonEmpty } from '../../src/core/json.ts'
import { groupsAsked, missing, outstanding, satisfied } from '../../src/core/satisfied.ts'
import { aRequirement, NOON, aVote as vote } from '../support/rows.ts'

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
  ['one of them by two accounts', [vote('ada'), vote('ada@home', { human: 'ada' })]],
  ['one of them having asked for it', [vote('ada'), vote('bob', { requester: true })]],
  ['one of them having denied it later', [vote('ada'), vote('bob'), vote('bob', { answer: 'deny' })]],
  ['one of them against it', [vote('ada'), vote('bob', { answer: 'deny' })]],
])('two people are wanted: %s is not enough', (_who, votes) => {
  expect(met(votes)).toEqual([])
})

const [leads, security, both] = [['leads'], ['security'], ['leads', 'security']]
const asking = (...questions: [from: string[], quorum: number][]) =>
  questions.map(([from, quorum], operation) =>
    aRequirement({ operation, from: from as never, quorum }),
  ) as unknown as NonEmpty<ReturnType<typeof aRequirement>>
const operations = (votes: Vote[], requirements: ReturnType<typeof asking>) =>
  met(votes, requirements).map((it) => it.operation)

test('who is in several groups counts for one question, whichever leaves the most answered', () => {
  const questions = asking([leads!, 1], [security!, 1])
  const ada = vote('ada', { groups: both! })
  expect(operations([ada], questions)).toEqual([0])
  expect(operations([ada, vote('bob', { groups: leads! })], questions)).toEqual([0, 1])
  expect(operations([ada, vote('bob', { groups: security! })], questions)).toEqual([0, 1])
  expect(operations([ada, vote('bob', { groups: ['guests'] })], questions)).toEqual([0])
  const chain = asking([leads!, 1], [['leads', 'owners'], 1], [['owners', 'security'], 1])
  const [bob, cleo] = [vote('bob', { groups: ['owners'] }), vote('cleo', { groups: leads! })]
  expect(operations([vote('ada', { groups: ['leads', 'owners'] }), bob, cleo], chain)).toEqual([0, 1, 2])
})

test('one answer serves every requirement that asks the same people, up to the highest quorum', () => {
  const questions = asking([both!, 1], [both!.toReversed(), 2], [leads!, 1])
  expect(operations([vote('ada', { groups: security! })], questions)).toEqual([])
  const votes = [vote('ada', { groups: security! }), vote('bob', { groups: security! })]
  expect(met(votes, questions).map((it) => it.by)).toEqual([
    ['ada', 'bob'],
    ['ada', 'bob'],
  ])
})

test('who is still to be heard is said, and nobody once all is met', () => {
  const questions = asking([leads!, 2], [security!, 1])
  const votes = [vote('ada'), vote('sam', { groups: security! })]
  expect(outstanding({ requirements: questions, votes: [] })).toEqual([
    { from: leads, people: 2 },
    { from: security, people: 1 },
  ])
  expect(outstanding({ requirements: questions, votes })).toEqual([{ from: leads, people: 1 }])
  expect(outstanding({ requirements: questions, votes: [...votes, vote('bob')] })).toEqual([])
})

test.each<[string, Partial<ReturnType<typeof aRequirement>>, Partial<Vote>, number]>([
  ['a reason, given', { reason_required: true }, { reason: 'Release.' }, 1],
  ['a reason, left out', { reason_required: true }, {}, 0],
  ['a login, just recent enough', { recent_login: 60 }, { at: NOON + 60_000 }, 1],
  ['a login, too long ago', { recent_login: 60 }, { at: NOON + 60_001 }, 0],
  ['a login, nothing known of it', { recent_login: 60 }, { authenticatedAt: null }, 0],
])('a requirement may ask for %s', (_what, requirement, changes, count) => {
  expect(met([vote('ada', changes)], [aRequirement(requirement)])).toHaveLength(count)
})

test('what is missing is told of the requirement itself, however others ask the same groups', () => {
  const [first, second, third] = [
    aRequirement({ from: ['leads', 'owners'], quorum: 2 }),
    aRequirement({ from: ['owners', 'leads'], operation: 1 }),
    aRequirement({ from: ['leads', 'owners'], operation: 2, reason_required: true }),
  ]
  const approval = { requirements: [first, second, third] as const, votes: [vote('ada'), vote('bob')] }
  expect([first, second, third].map((requirement) => missing(approval, requirement))).toEqual([0, 0, 1])
  expect(groupsAsked([second, third])).toEqual(['owners', 'leads'])
})
