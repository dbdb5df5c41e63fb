import { finished, nextStep, posted } from '../../../src/approvals/slack/steps.ts'
import type { SlackMessage } from '../../../src/core/slack.ts'
import { anApproval, anAsk, aVote, NOON } from '../../support/rows.ts'

const approval = anApproval(anAsk('s-1'), { version: 3 })
const message: SlackMessage = {
  ...{ approval: 'a-1', channel: 'C1', ts: '1.1', shown: 3, told: 3, toldVotes: 0, toldState: 'pending' },
  ...{ reminded: false, sending: null, failures: 0 },
}
const unposted = { ...message, ts: null, shown: -1, told: -1 }
const HALF = NOON + 300_000

test('what is pending is asked about, what is over isn’t', () => {
  expect(nextStep(unposted, approval, NOON)).toEqual({ kind: 'ask', part: 'ask' })
  expect(nextStep(unposted, { ...approval, state: 'denied' }, NOON)).toEqual({ kind: 'nothing' })
  expect(nextStep(unposted, approval, approval.expiresAt)).toEqual({ kind: 'nothing' })
})

test('what happened comes before the reminder, which comes once, at half time', () => {
  const votes = [aVote('ada@example.com', { door: 'slack' })]
  const part = 'history 1 pending 3'
  expect(nextStep(message, { ...approval, votes }, HALF)).toEqual({
    kind: 'history',
    part,
    lines: ['ada@example.com approved by Slack.'],
  })
  expect(nextStep(message, approval, HALF - 1)).toEqual({ kind: 'nothing' })
  expect(nextStep(message, approval, HALF)).toEqual({ kind: 'reminder', part: 'reminder' })
  expect(nextStep({ ...message, reminded: true }, approval, HALF)).toEqual({ kind: 'nothing' })
  expect(nextStep(message, approval, approval.expiresAt)).toEqual({ kind: 'nothing' })
  expect(nextStep({ ...message, toldState: 'approved' }, { ...approval, state: 'approved' }, HALF)).toEqual({
    kind: 'nothing',
  })
})

test('a short life has no reminder', () => {
  const short = { ...approval, expiresAt: NOON + 120_000 }
  expect(nextStep(message, short, NOON + 60_000)).toEqual({ kind: 'nothing' })
})

test('each part leaves its mark', () => {
  expect(posted(unposted, approval, 'ask', '9.9', NOON)).toMatchObject({ ts: '9.9', reminded: false, told: 3 })
  expect(posted(unposted, approval, 'ask', '9.9', HALF)).toMatchObject({ ts: '9.9', reminded: true })
  expect(posted(message, approval, 'reminder', '9.9', HALF)).toMatchObject({ ts: '1.1', reminded: true, told: 3 })
  const voted = { ...approval, votes: [aVote('ada'), aVote('ben')], state: 'approved' } as const
  expect(posted(unposted, voted, 'ask', '9.9', NOON)).toMatchObject({ ts: '9.9', told: -1 })
  expect(posted({ ...message, told: 1 }, voted, 'history 1 pending 3', '9.9', NOON)).toMatchObject({
    ...{ ts: '1.1', toldVotes: 1, toldState: 'pending', told: 1 },
  })
  expect(posted({ ...message, told: 1 }, voted, 'history 2 approved 3', '9.9', NOON)).toMatchObject({
    ...{ toldVotes: 2, toldState: 'approved', told: 3 },
  })
})

test.each([
  ['denied and told', message, 'denied', true],
  ['denied, not shown', { ...message, shown: 2 }, 'denied', false],
  ['denied, not told', { ...message, told: 2 }, 'denied', false],
  ['used: it may be given back', message, 'used', false],
  ['pending', message, 'pending', false],
  ['never posted, and over', unposted, 'expired', true],
  ['never posted, and used', unposted, 'used', true],
  ['not posted yet', unposted, 'pending', false],
] as const)('%s', (_what, it, state, done) => {
  expect(finished(it, { ...approval, state })).toBe(done)
})
