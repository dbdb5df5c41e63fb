import type { Called } from '../../../src/approvals/slack/call.ts'
import { metadataOf } from '../../../src/approvals/slack/posted.ts'
import { createPosting } from '../../../src/approvals/slack/posting.ts'
import type { Approval } from '../../../src/core/approval.ts'
import type { ClaimedMessage, SettledMessage, SlackStore } from '../../../src/core/slack.ts'
import { anApproval, anAsk, aVote, NOON } from '../../support/rows.ts'

const unposted: ClaimedMessage = {
  ...{ approval: 'a-1', channel: 'C1', ts: null, shown: -1, told: -1, toldVotes: 0, toldState: 'pending' },
  ...{ reminded: false, sending: null, failures: 0, lease: 'l-1' },
}
const message: ClaimedMessage = { ...unposted, ts: '1.1', shown: 1, told: 1 }
let approval: Approval | null
let calls: [string, { readonly [name: string]: unknown }][]
let answers: { [method: string]: Called }
let log: unknown[]
let settled: SettledMessage[]
let leased: boolean
let now: number
beforeEach(() => {
  approval = anApproval(anAsk('s-1'))
  calls = []
  answers = {
    'chat.postMessage': { outcome: 'ok', body: { ok: true, ts: '9.9' } },
    'chat.update': { outcome: 'ok', body: { ok: true } },
  }
  log = []
  settled = []
  leased = true
  now = NOON
})

const posting = () => {
  const store: Partial<SlackStore> = {
    begin: async (_claim, part) => {
      log.push(['begin', part])
      return leased
    },
    settle: async (_claim, result) => void settled.push(result),
    rest: async (channel, milliseconds) => void log.push(['rest', channel, milliseconds]),
    resume: async (channel) => void log.push(['resume', channel]),
  }
  return createPosting({
    store: store as SlackStore,
    approvals: { find: async () => approval },
    call: async (method, given) => {
      calls.push([method, given])
      log.push(method)
      return answers[method]!
    },
    linksOf: async () => ({ page: 'https://gate.test/approvals/a-1', run: null, groups: ['S1'] }),
    bot: () => 'B1',
    timing: { now: () => now, random: () => 1, sleep: async () => {} },
    sent: (outcome) => void log.push(['sent', outcome]),
    report: (error) => void log.push(error),
  })
}
const rest = { sending: null, failures: 0, wait: 0, finished: false }

test('what is about to be posted is written down first, and carries what it is found by', async () => {
  await posting().post(unposted)
  expect(log).toEqual([['begin', 'ask'], 'chat.postMessage', ['sent', 'posted']])
  expect(calls[0]![1]).toMatchObject({
    ...{ channel: 'C1', metadata: metadataOf('a-1', 'ask'), parse: 'none', link_names: false, unfurl_links: false },
  })
  expect(settled).toEqual([
    { ...rest, ts: '9.9', shown: 1, told: 1, toldVotes: 0, toldState: 'pending', reminded: false },
  ])
})

test('whoever has lost the lease posts nothing', async () => {
  leased = false
  await posting().post(unposted)
  expect([calls, settled]).toEqual([[], []])
})

test('after an answer that was lost it is looked for, before anything is posted', async () => {
  answers['chat.postMessage'] = { outcome: 'unknown', error: 'unreachable' }
  await posting().post(unposted)
  expect(settled).toEqual([{ sending: 'ask', failures: 1, wait: 5_000, finished: false }])
  answers['conversations.history'] = {
    outcome: 'ok',
    body: { messages: [{ ts: '7.7', bot_id: 'B1', metadata: metadataOf('a-1', 'ask') }] } as never,
  }
  calls.length = 0
  await posting().post({ ...unposted, sending: 'ask', failures: 1 })
  expect(calls.map(([method]) => method)).toEqual(['conversations.history'])
  // Nobody knows which version it shows.
  expect(settled.at(-1)).toEqual({ ...rest, ts: '7.7', told: 1, toldVotes: 0, toldState: 'pending', reminded: false })
})

test('where it isn’t found it is posted, and where that can’t be told it isn’t', async () => {
  answers['conversations.history'] = { outcome: 'ok', body: { messages: [] } }
  await posting().post({ ...unposted, sending: 'ask' })
  expect(settled).toMatchObject([{ sending: null, ts: '9.9' }])
  answers['conversations.history'] = { outcome: 'unknown', error: 'status 503' }
  await posting().post({ ...unposted, sending: 'ask' })
  expect(settled.at(-1)).toMatchObject({ sending: 'ask', failures: 1 })
  expect(calls.map(([method]) => method)).toEqual([
    'conversations.history',
    'chat.postMessage',
    'conversations.history',
  ])
})

test('at Slack’s limit the channel rests for as long as Slack says, and nothing counts as failed', async () => {
  answers['chat.postMessage'] = { outcome: 'limited', seconds: 7 }
  await posting().post(unposted)
  expect(log).toEqual([['begin', 'ask'], 'chat.postMessage', ['rest', 'C1', 7_000], ['sent', 'limited']])
  expect(settled).toEqual([{ sending: null, failures: 0, wait: 7_000, finished: false }])
  answers['chat.update'] = { outcome: 'limited', seconds: 3 }
  await posting().edit({ ...message, shown: 0 })
  expect(log).toContainEqual(['rest', null, 3_000])
})

test('a refusal is told of once, and tried ever more seldom', async () => {
  answers['chat.postMessage'] = { outcome: 'refused', error: 'not_in_channel' }
  await posting().post(unposted)
  expect(log.at(-2)).toMatchObject({ message: "Slack can't be told about approval a-1: not_in_channel." })
  await posting().post({ ...unposted, failures: 1 })
  await posting().post({ ...unposted, failures: 20 })
  expect(settled.map(({ failures, wait, sending }) => [failures, wait, sending])).toEqual([
    [1, 1_000, null],
    [2, 2_000, null],
    [21, 60_000, null],
  ])
  expect(log.filter((it) => it instanceof Error)).toHaveLength(1)
})

test('what was over before it could be posted is never posted', async () => {
  approval = { ...approval!, state: 'denied', version: 4 }
  await posting().post(unposted)
  expect(calls).toEqual([])
  expect(log).toEqual([['resume', 'C1']])
  expect(settled).toMatchObject([{ told: 4, finished: true }])
})

test('the thread is told what happened, in words without markup', async () => {
  approval = { ...approval!, state: 'denied', version: 3, votes: [aVote('ben', { answer: 'deny', reason: '<!here>' })] }
  await posting().post({ ...message, shown: 3 })
  const text = 'ben denied by the approval’s page: &lt;!here&gt;\nDenied.'
  expect(calls[0]![1]).toMatchObject({ thread_ts: '1.1', text, metadata: metadataOf('a-1', 'history 1 denied 3') })
  expect(settled).toEqual([
    { ...rest, ts: '1.1', told: 3, toldVotes: 1, toldState: 'denied', reminded: false, finished: true },
  ])
})

test('a reminder mentions whom it is for, and links to the page', async () => {
  now = NOON + 300_000
  await posting().post(message)
  expect(calls[0]![1].text).toMatch(
    /^<!subteam\^S1> this still waits .*<https:\/\/gate\.test\/approvals\/a-1\|shop-bot asks to .*>$/,
  )
  expect(settled).toMatchObject([{ reminded: true }])
})

test('an edit shows the approval as it is, and leaves what was being posted alone', async () => {
  approval = { ...approval!, version: 5, asks: 3 }
  await posting().edit({ ...message, sending: 'reminder' })
  expect(calls).toMatchObject([['chat.update', { ts: '1.1', channel: 'C1', parse: 'none', link_names: false }]])
  expect(settled).toEqual([{ ...rest, shown: 5, told: 1, sending: 'reminder', wait: 1_000 }])
  await posting().edit(message)
  expect(settled.at(-1)).toMatchObject({ shown: 5, told: 5 })
})

test('a deleted message is posted again while people are asked, and is done with after that', async () => {
  answers['chat.update'] = { outcome: 'refused', error: 'message_not_found' }
  await posting().edit(message)
  expect(settled.at(-1)).toMatchObject({ ts: null, shown: -1, told: -1, finished: false })
  approval = { ...approval!, state: 'expired' }
  await posting().edit(message)
  expect(settled.at(-1)).toMatchObject({ ts: null, finished: true })
})

test('a message that can’t be edited any more isn’t tried for ever', async () => {
  approval = { ...approval!, state: 'expired', version: 2 }
  answers['chat.update'] = { outcome: 'refused', error: 'edit_window_closed' }
  await posting().edit({ ...message, toldState: 'expired' })
  expect(settled).toMatchObject([{ shown: 2, told: 2, finished: true }])
})

test('an approval that is gone leaves nothing to do', async () => {
  approval = null
  await posting().post(message)
  await posting().edit(message)
  expect([calls, settled]).toEqual([[], []])
})
