import { sql } from 'slonik'
import { createOutbox } from '../../../src/approvals/slack/outbox.ts'
import { realTiming } from '../../../src/core/timing.ts'
import { aVoter } from '../../support/rows.ts'
import { CHANNEL, eventually, type SlackWorld, startSlackWorld } from './slack-world.ts'

let world: SlackWorld
beforeEach(async () => {
  world = await startSlackWorld({ burst: 50 })
})
afterEach(() => world.close())

const asks = (id: string) =>
  world.slack.state.messages.filter(
    ({ metadata: it }) => it?.event_payload.approval === id && it.event_payload.part === 'ask',
  )
const replies = () => world.slack.state.messages.filter(({ thread_ts: ts }) => ts !== undefined)
const ben = { voter: aVoter('ben@example.com', { groups: ['sre'] }), answer: 'approve', reason: null } as const
const finished = (id: string) =>
  eventually(async () => {
    const row = await world.database.pool.maybeOneFirst(sql.unsafe`
      select finished from sallyport.slack_messages where approval_id = ${id}`)
    return row === true ? true : null
  })
/** As if a lease of whoever died were over. */
const forgetLeases = () =>
  world.database.pool.query(sql.unsafe`update sallyport.slack_messages set leased_until = '-infinity'`)

test('several gateways post each message once, and tell each thread once', async () => {
  await Promise.all([world.replica(), world.replica(), world.replica()])
  const asked = await Promise.all(Array.from({ length: 4 }, () => world.ask()))
  for (const approval of asked) await world.message(approval)
  await Promise.all(asked.map(({ id }) => world.desk.vote(id, { ...ben, answer: 'deny', reason: 'no' })))
  for (const { id } of asked) await finished(id)
  expect(asked.map(({ id }) => asks(id).length)).toEqual([1, 1, 1, 1])
  expect(replies()).toHaveLength(4)
}, 60_000)

test('an answer that was lost, to each kind of message, is no second message', async () => {
  await world.replica()
  world.slack.fault({ method: 'chat.postMessage', times: 1, kind: 'lost' })
  const asked = await world.ask()
  const message = await world.message(asked)
  await eventually(async () => ((await world.store.find(asked.id))?.ts === message.ts ? true : null))
  world.slack.fault({ method: 'chat.postMessage', times: 1, kind: 'lost' })
  await world.desk.vote(asked.id, { ...ben, answer: 'deny', reason: 'no' })
  await finished(asked.id)
  expect([asks(asked.id).length, replies().length]).toEqual([1, 1])
  expect(world.told.sent.filter((it) => it === 'found')).toHaveLength(2)
}, 60_000)

test('killed between writing down and posting, or between posting and writing down: one message', async () => {
  const [unsent, sent] = [await world.ask(), await world.ask()]
  const channel = CHANNEL
  await world.store.plan([unsent, sent].map(({ id }) => ({ approval: id, channel })))
  for (const { id } of [unsent, sent]) {
    await world.database.pool.query(sql.unsafe`update sallyport.slack_channels set next_at = '-infinity'`)
    const [claim] = await world.store.claimPosts()
    expect(claim!.approval).toBe(id)
    expect(await world.store.begin(claim!, 'ask')).toBe(true)
  }
  // What the dead gateway got through to Slack before it died.
  const metadata = JSON.stringify({
    event_type: 'sallyport_approval',
    event_payload: { approval: sent.id, part: 'ask' },
  })
  await fetch(`${world.slack.url}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.secrets.botToken}` },
    body: new URLSearchParams({ channel, text: 'old', metadata }),
  })
  await forgetLeases()
  await world.replica()
  await world.message(unsent)
  await world.message(sent, ({ text }) => text !== 'old')
  expect([asks(unsent.id).length, asks(sent.id).length]).toEqual([1, 1])
}, 60_000)

test('while Slack is down nothing is lost: what is still asked is posted, what is over never is', async () => {
  await world.replica()
  world.slack.fault({ method: 'chat.postMessage', times: 1, kind: 'cut' })
  world.slack.fault({ method: 'conversations.history', times: 1, kind: 'failed' })
  const [open, over] = [await world.ask(), await world.ask()]
  await eventually(() => world.store.find(over.id))
  await world.desk.vote(over.id, ben)
  expect((await world.approvals.find(over.id))!.state).toBe('approved')
  await world.message(open)
  await finished(over.id)
  expect([asks(open.id).length, asks(over.id).length]).toEqual([1, 0])
}, 60_000)

test('at Slack’s limit it waits as it is told, and loses nothing', async () => {
  await world.replica()
  world.slack.fault({ method: 'chat.postMessage', times: 2, kind: 'limited' })
  const asked = await world.ask()
  await eventually(async () => ((await world.store.find(asked.id))?.ts ? true : null))
  expect(world.told.sent.slice(0, 3)).toEqual(['limited', 'limited', 'posted'])
  expect(asks(asked.id)).toHaveLength(1)
}, 60_000)

test('a message that somebody deleted is posted again', async () => {
  await world.replica()
  const asked = await world.ask()
  const { ts } = await world.message(asked)
  const { messages } = world.slack.state
  messages.splice(
    messages.findIndex((it) => it.ts === ts),
    1,
  )
  await world.ask({ digest: asked.digest })
  expect((await world.message(asked)).ts).not.toBe(ts)
}, 60_000)

test('a use that was given back after it was shown is shown as well', async () => {
  await world.replica()
  const asked = await world.ask()
  const message = await world.message(asked)
  const move = (state: string) =>
    world.database.pool.query(sql.unsafe`update sallyport.approvals set state = ${state} where id = ${asked.id}`)
  await move('used')
  await world.message(asked, ({ text }) => text.startsWith('Used: '))
  await world.thread(message, 1)
  await move('approved')
  await world.message(asked, ({ text }) => text.startsWith('Approved: '))
  expect((await world.thread(message, 2)).at(-1)).toBe('Approved again: nothing went upstream.')
}, 60_000)

test('a database that is away is told of once, and asked again', async () => {
  const reported: unknown[] = []
  let looks = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const store = {
    ...world.store,
    unplanned: async () => {
      if (++looks === 3) resolve()
      throw new Error('away')
    },
  }
  const outbox = createOutbox({
    ...{
      store,
      posting: { post: async () => {}, edit: async () => {} },
      ready: async () => true,
      channelOf: () => CHANNEL,
    },
    timing: { ...realTiming, sleep: () => new Promise((done) => setImmediate(done)) },
    report: (error) => void reported.push(error),
  })
  await promise
  await outbox.close()
  expect(reported).toHaveLength(1)
})

test('a wake is heard at once', async () => {
  const looks: (() => void)[] = []
  const looked = async () => {
    looks.shift()?.()
    return []
  }
  let asleep = Promise.withResolvers<AbortSignal>()
  const store = { ...world.store, unplanned: looked, tidy: async () => {} }
  const outbox = createOutbox({
    ...{
      store,
      posting: { post: async () => {}, edit: async () => {} },
      ready: async () => false,
      channelOf: () => CHANNEL,
    },
    timing: {
      ...realTiming,
      sleep: async (milliseconds, signal) => {
        // The gap after a round.
        if (milliseconds <= 100) return
        asleep.resolve(signal)
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
      },
    },
    report: () => {},
  })
  const signal = await asleep.promise
  asleep = Promise.withResolvers()
  const again = new Promise<void>((resolve) => looks.push(resolve))
  outbox.wake()
  expect(signal.aborted).toBe(true)
  await again
  await asleep.promise
  await outbox.close()
})
