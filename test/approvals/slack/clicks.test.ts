import type { Called } from '../../../src/approvals/slack/call.ts'
import { acknowledged, createClicks } from '../../../src/approvals/slack/clicks.ts'
import type { Approval, Ballot } from '../../../src/core/approval.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import type { SlackMessage } from '../../../src/core/slack.ts'
import { anApproval, anAsk, aVote, aVoter } from '../../support/rows.ts'

const voter = aVoter('ben@example.com', { door: 'slack', authenticatedAt: null })
const message: SlackMessage = {
  ...{ approval: 'a-1', channel: 'C1', ts: '1.1', shown: 1, told: 1, toldVotes: 0, toldState: 'pending' },
  ...{ reminded: false, sending: null, failures: 0 },
}
let approval: Approval
let row: SlackMessage | null
let ballots: [string, Ballot][]
let calls: [string, { readonly [name: string]: unknown }][]
let outcomes: string[]
let reported: unknown[]
let answers: { [method: string]: Called }
let refusal: unknown
beforeEach(() => {
  approval = anApproval(anAsk('s-1'))
  ballots = []
  calls = []
  outcomes = []
  reported = []
  answers = {}
  refusal = null
  row = message
})

const clicks = () =>
  createClicks({
    team: 'T1',
    store: { find: async (id) => (id === 'a-1' ? row : null) },
    approvals: { find: async () => approval },
    desk: {
      async vote(id, ballot) {
        if (refusal !== null) throw refusal
        ballots.push([id, ballot])
        return approval
      },
    },
    who: { voterOf: async () => voter },
    call: async (method, given) => {
      calls.push([method, given])
      return answers[method] ?? { outcome: 'ok', body: {} }
    },
    clicked: (outcome) => void outcomes.push(outcome),
    report: (error) => void reported.push(error),
  })
const press = {
  type: 'block_actions',
  team: { id: 'T1' },
  user: { id: 'U1', team_id: 'T1' },
  trigger_id: 't-1',
  container: { type: 'message', message_ts: '1.1', channel_id: 'C1' },
  channel: { id: 'C1' },
  actions: [{ action_id: 'sallyport_approve', value: 'a-1' }],
}
const metadata = { approval: 'a-1', channel: 'C1', ts: '1.1', answer: 'deny' }
const submission = (reason: string | null = 'not today', asked: unknown = metadata) => ({
  type: 'view_submission',
  team: { id: 'T1' },
  user: { id: 'U1', team_id: 'T1' },
  view: {
    callback_id: 'sallyport_reason',
    private_metadata: typeof asked === 'string' ? asked : JSON.stringify(asked),
    state: { values: { reason: { reason: { type: 'plain_text_input', value: reason } } } },
  },
})

test('a press is a vote, by whoever Slack says it is', async () => {
  await clicks().pressed(press)
  expect(ballots).toEqual([['a-1', { voter, answer: 'approve', reason: null }]])
  expect([outcomes, calls]).toEqual([['approve'], []])
})

test.each<[string, object]>([
  ['from another workspace', { team: { id: 'T2' } }],
  ['by a member of another workspace', { user: { id: 'U1', team_id: 'T2' } }],
  ['by nobody', { user: {} }],
  ['in one channel, below a message of another', { channel: { id: 'C2' } }],
  ['below no message', { container: { type: 'view' } }],
  ['of another button', { actions: [{ action_id: 'other', value: 'a-1' }] }],
  ['of two buttons', { actions: [press.actions[0], press.actions[0]] }],
  ['of a button without a value', { actions: [{ action_id: 'sallyport_approve' }] }],
  ['that is none', { type: 'message_action' }],
])('a press %s is forged: it does nothing, and nobody is told', async (_how, changes) => {
  await clicks().pressed({ ...press, ...changes })
  expect([ballots, outcomes, calls]).toEqual([[], ['forged'], []])
})

test.each<[string, object]>([
  ['below another message', { container: { ...press.container, message_ts: '1.2' } }],
  ['in another channel', { container: { ...press.container, channel_id: 'C2' }, channel: { id: 'C2' } }],
  ['about another approval', { actions: [{ action_id: 'sallyport_approve', value: 'a-2' }] }],
])('a press %s than the one that we posted gives no vote', async (_how, changes) => {
  await clicks().pressed({ ...press, ...changes })
  expect([ballots, outcomes]).toEqual([[], ['ERR_NOT_FOUND']])
  expect(calls).toMatchObject([['chat.postEphemeral', { user: 'U1' }]])
})

test('a press that is quicker than Slack’s answer to us is to be repeated', async () => {
  row = { ...message, ts: null, sending: 'ask' }
  await clicks().pressed(press)
  expect([ballots, outcomes]).toEqual([[], ['ERR_SLACK_UNAVAILABLE']])
  row = { ...message, ts: null }
  await clicks().pressed(press)
  expect([ballots, outcomes.at(-1)]).toEqual([[], 'ERR_NOT_FOUND'])
})

test('an organisation’s member may have the organisation’s id', async () => {
  await clicks().pressed({ ...press, team: { id: 'T1', enterprise_id: 'E1' }, user: { id: 'U1', team_id: 'E1' } })
  expect(outcomes).toEqual(['approve'])
})

test('denying opens a form, and the form’s reason goes with the vote', async () => {
  await clicks().pressed({ ...press, actions: [{ action_id: 'sallyport_deny', value: 'a-1' }] })
  expect(calls).toMatchObject([
    ['views.open', { trigger_id: 't-1', view: { private_metadata: JSON.stringify(metadata) } }],
  ])
  expect(ballots).toEqual([])
  await clicks().submitted(submission(' not today '))
  expect(ballots).toEqual([['a-1', { voter, answer: 'deny', reason: 'not today' }]])
  expect(outcomes).toEqual(['opened', 'deny'])
})

test.each<[string, unknown]>([
  ['of another workspace', { ...submission(), team: { id: 'T2' } }],
  ['by a member of another', { ...submission(), user: { id: 'U1', team_id: 'T2' } }],
  ['of another form', { ...submission(), view: { ...submission().view, callback_id: 'other' } }],
  ['with a memory that isn’t ours', submission('x', 'no json')],
  ['with an answer that is none', submission('x', { ...metadata, answer: 'maybe' })],
])('a submission %s is forged', async (_how, payload) => {
  await clicks().submitted(payload)
  expect([ballots, outcomes, calls]).toEqual([[], ['forged'], []])
})

test('a submission about another message than ours gives no vote', async () => {
  await clicks().submitted(submission('x', { ...metadata, ts: '1.2' }))
  expect([ballots, outcomes]).toEqual([[], ['ERR_NOT_FOUND']])
})

test('a form without a reason gives no vote', async () => {
  await clicks().submitted(submission('  '))
  await clicks().submitted(submission(null))
  expect([ballots, outcomes]).toEqual([[], ['ERR_VOTER_REASON', 'ERR_VOTER_REASON']])
})

test('a refusal is said to the person alone, without markup', async () => {
  refusal = new GatewayError('ERR_VOTER_GROUP', 'This is for <!channel> to answer.', { fix: 'Ask them.' })
  await clicks().pressed(press)
  expect(calls).toEqual([
    [
      'chat.postEphemeral',
      {
        channel: 'C1',
        user: 'U1',
        text: 'ERR_VOTER_GROUP: This is for &lt;!channel&gt; to answer. Ask them.',
        parse: 'none',
      },
    ],
  ])
  expect([outcomes, reported]).toEqual([['ERR_VOTER_GROUP'], []])
})

test('a failure of ours is reported, and told without its insides', async () => {
  refusal = new Error('secret insides')
  answers['chat.postEphemeral'] = { outcome: 'limited', seconds: 1 }
  await clicks().pressed(press)
  expect(JSON.stringify(calls)).not.toContain('insides')
  expect(reported).toMatchObject([{ code: 'ERR_INTERNAL', cause: refusal }])
  expect(outcomes).toEqual(['ERR_INTERNAL', 'unsaid'])
})

test('a form that Slack doesn’t show is told of', async () => {
  answers['views.open'] = { outcome: 'refused', error: 'expired_trigger_id' }
  await clicks().pressed({ ...press, actions: [{ action_id: 'sallyport_details', value: 'a-1' }] })
  expect(outcomes).toEqual(['ERR_SLACK_UNAVAILABLE'])
})

test('saying the same again is no second vote, saying it as a member of more groups is', async () => {
  approval = { ...approval, votes: [aVote('ben@example.com', { door: 'slack' })] }
  await clicks().pressed(press)
  expect([ballots, outcomes]).toEqual([[], ['repeated']])
  approval = { ...approval, votes: [aVote('ben@example.com', { door: 'slack', groups: [] })] }
  await clicks().pressed(press)
  expect(outcomes).toEqual(['repeated', 'approve'])
})

test('a closed approval opens no form: the desk says what it is', async () => {
  approval = { ...approval, state: 'used' }
  refusal = new GatewayError('ERR_APPROVAL_CLOSED', 'It is used.')
  await clicks().pressed({ ...press, actions: [{ action_id: 'sallyport_deny', value: 'a-1' }] })
  expect(outcomes).toEqual(['ERR_APPROVAL_CLOSED'])
})

test('a delivery is acknowledged after its work, or after two seconds of it', async () => {
  const order: string[] = []
  const ack = async () => void order.push('acknowledged')
  await acknowledged(
    Promise.resolve().then(() => void order.push('done')),
    ack,
  )
  expect(order).toEqual(['done', 'acknowledged'])
  const work = Promise.withResolvers<void>()
  const slow = acknowledged(work.promise, async () => {
    order.push('acknowledged in time')
    work.resolve()
    throw new Error('nobody listens any more')
  })
  await slow
  expect(order.at(-1)).toBe('acknowledged in time')
})
