import { settle } from '../../src/approvals/settle.ts'
import type { Vote } from '../../src/core/approval.ts'
import type { Requirement } from '../../src/core/decision.ts'
import { anApproval, anAsk, aRequirement, aVote, NOON } from '../support/rows.ts'

const settled = (votes: Vote[], ...changes: Partial<Requirement>[]) => {
  const [first = aRequirement(), ...rest] = changes.map((change) => aRequirement(change))
  return settle(anApproval(anAsk('s-1', { requirements: [first, ...rest] }), { votes }))
}

test('enough people approve, too few leave it pending, one denies', () => {
  expect(settled([aVote('ada')])).toBe('approved')
  expect(settled([aVote('ada')], { quorum: 2 })).toBe('pending')
  expect(settled([aVote('ada'), aVote('bob')], { quorum: 2 })).toBe('approved')
  expect(settled([aVote('ada'), aVote('bob', { answer: 'deny' })], { quorum: 2 })).toBe('denied')
})

test.each<[string, Vote, Partial<Requirement>[], string, string]>([
  ['who asked for it', aVote('ada', { requester: true }), [], 'ERR_VOTER_REQUESTER', "can't answer for it"],
  [
    'who asked for it and denies',
    aVote('ada', { requester: true, answer: 'deny' }),
    [],
    'ERR_VOTER_REQUESTER',
    'answer',
  ],
  ['another group', aVote('ada', { groups: ['ops'] }), [], 'ERR_VOTER_GROUP', 'for leads to answer; your groups: ops.'],
  ['no group', aVote('ada', { groups: [] }), [{ from: ['a', 'b'] }, { from: ['b'] }], 'ERR_VOTER_GROUP', 'for a, b to'],
  ['another group that denies', aVote('ada', { groups: ['ops'], answer: 'deny' }), [], 'ERR_VOTER_GROUP', 'ops'],
  ['no reason', aVote('ada'), [{}, { reason_required: true }], 'ERR_VOTER_REASON', 'git/protected-branches asks why'],
  [
    'a chat alone',
    aVote('ada', { authenticatedAt: null }),
    [{ recent_login: 60 }],
    'ERR_VOTER_LOGIN',
    '60 seconds old',
  ],
  ['an old login', aVote('ada', { at: NOON + 60_001 }), [{ recent_login: 60 }], 'ERR_VOTER_LOGIN', '60 seconds old'],
])('a vote is refused: %s', (_who, vote, requirements, code, words) => {
  expect(() => settled([vote], ...requirements)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(words) }),
  )
})

test('to deny takes neither a reason nor a recent login', () => {
  const deny = aVote('ada', { answer: 'deny', authenticatedAt: null })
  expect(settled([deny], { reason_required: true, recent_login: 60 })).toBe('denied')
})

test('what one group is asked for keeps nobody of another from answering', () => {
  const questions = [{ from: ['leads'] }, { from: ['security'], reason_required: true }] as const
  expect(settled([aVote('ada')], ...(questions as never as Partial<Requirement>[]))).toBe('pending')
})
