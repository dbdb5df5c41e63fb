import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Approval } from '../../src/core/approval.ts'
import { wordsIn } from '../support/slack/block-kit.ts'
import { TEAM } from '../support/slack/methods.ts'
import { type SlackProcess, startSlackProcess } from '../support/slack/start.ts'
import { aSlackUser, type FakeMessage, type FakeState } from '../support/slack/state.ts'
import { type Gate, startGate } from './gate.ts'

const CHANNEL = 'C0APPROVALS'
/** Ada triggers the runs, and has two accounts; Ben is asked; Dan isn't. */
const [ADA, ADA_AGAIN, BEN, DAN] = ['U0ADA', 'U0ADA2', 'U0BEN', 'U0DAN'] as const
const [BOT, APP, SIGN] = ['bot', 'app', 'sign'].map((kind) => `${kind}-${randomBytes(9).toString('hex')}`) as [
  string,
  string,
  string,
]

let directory: string
let slack: SlackProcess
let gate: Gate

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-slack-'))
  slack = await startSlackProcess({
    ...{ botToken: BOT, appToken: APP, signingSecret: SIGN, channels: [CHANNEL], burst: 3 },
    stateFile: join(directory, 'slack.json'),
  })
  await slack.call('setUser', aSlackUser(ADA, 'ada@example.com'))
  await slack.call('setUser', aSlackUser(ADA_AGAIN, 'Ada@example.com'))
  await slack.call('setUser', aSlackUser(BEN, 'ben@example.com'))
  await slack.call('setUser', aSlackUser(DAN, 'dan@example.com'))
  await slack.call('setGroup', 'S0OPERATORS', [ADA, ADA_AGAIN, BEN])
}, 60_000)
afterAll(async () => {
  await slack.close()
  await rm(directory, { recursive: true, force: true })
})

const startWith = (mode: string) =>
  startGate({
    environment: { SLACK_BOT: BOT, SLACK_APP: APP, SLACK_SIGN: SIGN },
    more: `slack:
  bot_token: env:SLACK_BOT
  ${mode}
  team: ${TEAM}
  channel: ${CHANNEL}
  groups: { operators: S0OPERATORS }
  api: ${slack.url}
people:
  - { email: ada@example.com, logins: { local: ada } }
`,
  })

async function eventually<T>(look: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await look()
    if (found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it never came')
}
const messages = async () => ((await slack.call('state')) as FakeState).messages
const whispers = async (user: string) =>
  ((await slack.call('state')) as FakeState).ephemerals.filter((it) => it.user === user).map(({ text }) => text)
const about = async (id: string) => (await messages()).filter(({ metadata: it }) => it?.event_payload.approval === id)
const messageOf = (id: string, is: (message: FakeMessage) => boolean = () => true) =>
  eventually(async () => (await about(id)).find((it) => it.thread_ts === undefined && is(it)) ?? null)
const threadOf = (message: FakeMessage, last: string) =>
  eventually(async () => {
    const replies = (await messages()).filter(({ thread_ts: ts }) => ts === message.ts).map(({ text }) => text)
    const lines = replies.flatMap((text) => text.split('\n'))
    return lines.includes(last) ? lines : null
  })
const click = (user: string, message: FakeMessage, to: string | null) =>
  slack.call('click', { user, channel: CHANNEL, ts: message.ts, action: 'sallyport_approve' }, to)

let run = 0
/** A push by real git to the protected branch, held. */
async function push() {
  run += 1
  const work = join(gate.directory, `work-${run}`)
  const remote = gate.remote(await gate.session({ run_id: String(run) }))
  await gate.git('clone', '--quiet', remote, work)
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', `Fix number ${run} <!channel>`)
  const head = (await gate.git('-C', work, 'rev-parse', 'HEAD')).output.trim()
  const asked = Date.now()
  const pushed = gate.push(work, remote, 'HEAD:main')
  return { head, pushed, id: await gate.approvalSince(asked) }
}
const LINES = [
  'ben@example.com approved by Slack.',
  'Approved: everybody who was asked has been heard.',
  'Used: the request went upstream.',
]

describe('over HTTP', () => {
  const at = (people: string) => `${people}/slack/events`
  beforeAll(async () => {
    gate = await startWith('signing_secret: env:SLACK_SIGN')
  }, 60_000)
  afterAll(() => gate.close())

  test('a push held by one gateway, approved by a button that another one hears of, goes through', async () => {
    const replica = await gate.replica()
    const { head, pushed, id } = await push()
    const message = await messageOf(id)
    expect(wordsIn(message.blocks)).toContain(`Push to main of acme/shop\nFrom`)
    expect(wordsIn(message.blocks)).toContain(
      `, 1 commit\nCommits:\n• ${head.slice(0, 7)} Fix number ${run} <!channel>`,
    )
    expect(await click(BEN, message, at(replica.people))).toEqual({ status: 200, body: '' })
    expect((await pushed.done).status).toBe(0)
    expect(await gate.upstreamRef('refs/heads/main')).toBe(head)
    // The message, its thread and the record say the same.
    const used = await messageOf(id, ({ text }) => text.startsWith('Used: '))
    expect(wordsIn(used.blocks)).toContain('Approved, and used.\n• ben@example.com approved')
    expect(used.blocks.map(({ type }) => type)).not.toContain('actions')
    expect(await threadOf(message, LINES[2]!)).toEqual(LINES)
    expect(await gate.people<Approval>(`/approvals/${id}`)).toMatchObject({
      state: 'used',
      votes: [{ person: 'ben@example.com', answer: 'approve', door: 'slack', groups: ['operators'] }],
    })
    await replica.close()
  }, 120_000)

  test('whoever triggered the run can’t approve, by whatever account; nor can who isn’t asked', async () => {
    const { pushed, id } = await push()
    const message = await messageOf(id)
    for (const user of [ADA, ADA_AGAIN, DAN]) await click(user, message, at(gate.world.urls.people))
    expect(await whispers(ADA)).toEqual([expect.stringMatching(/^ERR_VOTER_REQUESTER: /)])
    expect(await whispers(ADA_AGAIN)).toEqual([expect.stringMatching(/^ERR_VOTER_REQUESTER: /)])
    expect(await whispers(DAN)).toEqual([expect.stringMatching(/^ERR_VOTER_GROUP: /)])
    expect(await gate.people<Approval>(`/approvals/${id}`)).toMatchObject({ state: 'pending', votes: [] })
    await click(BEN, message, at(gate.world.urls.people))
    expect((await pushed.done).status).toBe(0)
  }, 120_000)

  test('Slack killed before the ask, and back later: it is asked then, once', async () => {
    await slack.kill()
    const { pushed, id } = await push()
    await slack.start()
    const message = await messageOf(id)
    await click(BEN, message, at(gate.world.urls.people))
    expect((await pushed.done).status).toBe(0)
    expect(await threadOf(message, LINES[2]!)).toEqual(LINES)
    expect((await about(id)).filter((it) => it.thread_ts === undefined)).toHaveLength(1)
  }, 120_000)

  test('Slack killed after it took the message, before it said so: nobody is asked twice', async () => {
    await slack.call('fault', { method: 'chat.postMessage', times: 1, kind: 'lost' })
    const { pushed, id } = await push()
    await messageOf(id)
    await slack.kill()
    await slack.start()
    const message = await messageOf(id)
    await eventually(
      async () => (await slack.call('calls')).find(({ method }) => method === 'conversations.history') ?? null,
    )
    await click(BEN, message, at(gate.world.urls.people))
    const { status, output } = await pushed.done
    if (status !== 0) throw new Error(output)
    expect(await threadOf(message, LINES[2]!)).toEqual(LINES)
    expect((await about(id)).filter((it) => it.thread_ts === undefined)).toHaveLength(1)
  }, 120_000)
})

describe('through Socket Mode', () => {
  beforeAll(async () => {
    gate = await startWith('app_token: env:SLACK_APP')
  }, 60_000)
  afterAll(() => gate.close())
  const connected = () => eventually(async () => ((await slack.call('connected')) === 1 ? true : null))

  test('a push is approved by a button, without a port for Slack', async () => {
    await connected()
    const { head, pushed, id } = await push()
    const message = await messageOf(id)
    expect(await click(BEN, message, null)).toMatchObject({ status: 200 })
    expect((await pushed.done).status).toBe(0)
    expect(await gate.upstreamRef('refs/heads/main')).toBe(head)
    expect(await threadOf(message, LINES[2]!)).toEqual(LINES)
    expect((await fetch(`${gate.world.urls.people}/slack/events`, { method: 'POST' })).status).toBe(401)
  }, 120_000)

  test('Slack killed while the push is held: the line is opened again, and the button works', async () => {
    const { pushed, id } = await push()
    const message = await messageOf(id)
    await slack.kill()
    await slack.start()
    await connected()
    await click(BEN, message, null)
    expect((await pushed.done).status).toBe(0)
  }, 120_000)
})
