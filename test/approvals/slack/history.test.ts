import { reply, untold } from '../../../src/approvals/slack/history.ts'
import { anApproval, anAsk, aVote } from '../../support/rows.ts'

const start = { toldVotes: 0, toldState: 'pending' } as const
const of = (changes: Parameters<typeof anApproval>[1]) => anApproval(anAsk('s-1'), changes)

test('every vote is a line, with its door and its reason, and so is what became of it', () => {
  const votes = [
    aVote('ada@example.com', { door: 'slack' }),
    aVote('ben@example.com', { door: 'web', reason: 'seen\nit' }),
    aVote('carla@example.com', { door: 'cli', answer: 'deny', reason: 'not today' }),
    aVote('operator', { door: 'operator' }),
  ]
  expect(untold(of({ votes, state: 'denied' }), start)).toEqual([
    'ada@example.com approved by Slack.',
    'ben@example.com approved by the approval’s page: seen it',
    'carla@example.com denied by the command line: not today',
    'operator approved by the operator’s token.',
    'Denied.',
  ])
  expect(untold(of({ votes, state: 'denied' }), { toldVotes: 3, toldState: 'denied' })).toHaveLength(1)
})

test.each([
  ['pending', 'pending', []],
  ['pending', 'expired', ['Expired: nobody answered in time.']],
  ['pending', 'used', ['Approved: everybody who was asked has been heard.', 'Used: the request went upstream.']],
  [
    'pending',
    'lapsed',
    ['Approved: everybody who was asked has been heard.', 'Lapsed: it was approved, but not used in time.'],
  ],
  ['approved', 'used', ['Used: the request went upstream.']],
  ['used', 'approved', ['Approved again: nothing went upstream.']],
  ['approved', 'withdrawn', ['Withdrawn: the run that asked is over.']],
] as const)('from %s to %s', (toldState, state, lines) => {
  expect(untold(of({ state }), { toldVotes: 0, toldState })).toEqual(lines)
})

test('a reply fits into one message', () => {
  const lines = Array.from({ length: 100 }, () => 'x'.repeat(200))
  expect(reply(lines).length).toBeLessThan(3_000)
  expect(reply(lines)).toContain('… and 86 more')
})
