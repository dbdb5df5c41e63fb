import { sql } from 'slonik'
import { aRequirement } from '../../support/rows.ts'
import { wordsIn } from '../../support/slack/block-kit.ts'
import { aSlackUser } from '../../support/slack/state.ts'
import {
  ADA,
  BEN,
  CARLA,
  CHANNEL,
  DAN,
  eventually,
  OTHER_CHANNEL,
  type Replica,
  type SlackWorld,
  startSlackWorld,
} from './slack-world.ts'

let world: SlackWorld
let http: Replica
beforeAll(async () => {
  world = await startSlackWorld({ burst: 50 })
  http = await world.replica()
})
afterAll(() => world.close())
beforeEach(() => void world.told.clicked.splice(0))

const press = async (user: string, action: string, ts: string, channel = CHANNEL) =>
  world.slack.click({ user, channel, ts, action: `sallyport_${action}` }, http.url)
const newestView = () => world.slack.state.views.at(-1)!
const lastWhisper = (user: string) => world.slack.state.ephemerals.findLast((it) => it.user === user)?.text
const stateOf = async (id: string) => (await world.approvals.find(id))!.state
const DONE = { status: 200, body: '' }

test('an approval is asked for, approved by a button, and the message and its thread say so', async () => {
  const asked = await world.ask()
  const message = await world.message(asked)
  expect(message).toMatchObject({
    channel: CHANNEL,
    metadata: { event_type: 'sallyport_approval', event_payload: { approval: asked.id, part: 'ask' } },
    treated: { parse: 'none', link_names: 'false', unfurl_links: 'false', unfurl_media: 'false' },
  })
  expect(await press(ADA, 'approve', message.ts)).toEqual(DONE)
  expect(await world.approvals.find(asked.id)).toMatchObject({
    state: 'approved',
    votes: [{ person: 'ada@example.com', door: 'slack', groups: ['sre'], reason: null, authenticatedAt: null }],
  })
  const edited = await world.message(asked, ({ text }) => text.startsWith('Approved: '))
  expect(edited.blocks.map(({ type }) => type)).not.toContain('actions')
  expect(edited.treated).toMatchObject({ parse: 'none', link_names: 'false' })
  expect(await world.thread(message, 1)).toEqual([
    'ada@example.com approved by Slack.\nApproved: everybody who was asked has been heard.',
  ])
})

test('several people are heard, and the message follows', async () => {
  const requirements = [
    aRequirement({ from: ['sre'] }),
    aRequirement({ from: ['security'], code: 'git/paths' }),
  ] as const
  const asked = await world.ask({ requirements })
  const message = await world.message(asked)
  expect(wordsIn(message.blocks)).toContain('Needed: 1 of sre, 1 of security.')
  await press(BEN, 'approve', message.ts)
  await world.message(asked, ({ blocks }) =>
    wordsIn(blocks).includes('Needed: 1 of security. 1 answer:\n• ben@example.com approved'),
  )
  await press(CARLA, 'approve', message.ts)
  expect(await stateOf(asked.id)).toBe('approved')
})

test('a denial has its reason, asked for in a form', async () => {
  const asked = await world.ask()
  const message = await world.message(asked)
  await press(BEN, 'deny', message.ts)
  const { id, view, user } = newestView()
  expect([user, wordsIn(view.title)]).toEqual([BEN, 'Deny'])
  await world.slack.submit(id, { reason: ' not today ' }, http.url)
  expect(await world.approvals.find(asked.id)).toMatchObject({
    state: 'denied',
    votes: [{ answer: 'deny', reason: 'not today' }],
  })
  await world.message(asked, ({ blocks }) => wordsIn(blocks).includes('Denied.\n• ben@example.com denied: not today'))
  expect(await world.thread(message, 1)).toEqual(['ben@example.com denied by Slack: not today\nDenied.'])
})

test('where policy wants a reason, approving asks for it as well', async () => {
  const asked = await world.ask({ requirements: [aRequirement({ from: ['sre'], reason_required: true })] })
  const message = await world.message(asked)
  await press(BEN, 'approve', message.ts)
  expect(await stateOf(asked.id)).toBe('pending')
  await world.slack.submit(newestView().id, { reason: 'hotfix' }, http.url)
  expect(await world.approvals.find(asked.id)).toMatchObject({ state: 'approved', votes: [{ reason: 'hotfix' }] })
})

test('details show everything, and change nothing', async () => {
  const asked = await world.ask()
  const message = await world.message(asked)
  await press(DAN, 'details', message.ts)
  expect(wordsIn(newestView().view.blocks)).toContain(`Approval ${asked.id}`)
  await press(DAN, 'open', message.ts)
  expect(world.told.clicked).toEqual(['opened', 'opened'])
  expect(await stateOf(asked.id)).toBe('pending')
})

test('who may not answer is told so, alone, in the desk’s words', async () => {
  const asked = await world.ask()
  const message = await world.message(asked)
  expect(await press(CARLA, 'approve', message.ts)).toEqual(DONE)
  expect(lastWhisper(CARLA)).toBe(
    'ERR_VOTER_GROUP: This is for sre to answer; your groups: none that is known here. Have one of them answer, or be put into a group that is asked.',
  )
  world.slack.setUser(aSlackUser(DAN, 'dan@example.com', { is_restricted: true }))
  await press(DAN, 'approve', message.ts)
  expect(lastWhisper(DAN)).toMatch(/^ERR_VOTER_UNKNOWN: Guests have no vote/)
  expect(await world.approvals.find(asked.id)).toMatchObject({ state: 'pending', votes: [] })
  expect(world.told.clicked).toEqual(['ERR_VOTER_GROUP', 'ERR_VOTER_UNKNOWN'])
})

test('membership counts at the click, and is closed on errors', async () => {
  const asked = await world.ask()
  const message = await world.message(asked)
  world.slack.fault({ method: 'usergroups.users.list', times: 1, kind: 'failed' })
  await press(BEN, 'approve', message.ts)
  expect(lastWhisper(BEN)).toMatch(/^ERR_SLACK_UNAVAILABLE: /)
  world.slack.setGroup('S0SRE', [ADA])
  await press(BEN, 'approve', message.ts)
  expect(lastWhisper(BEN)).toMatch(/^ERR_VOTER_GROUP: /)
  world.slack.setGroup('S0SRE', [ADA, BEN])
  expect(await stateOf(asked.id)).toBe('pending')
})

test('where a recent login is wanted no click approves, not even a forged one', async () => {
  const asked = await world.ask({ requirements: [aRequirement({ from: ['sre'], recent_login: 60 })] })
  const message = await world.message(asked)
  const value = asked.id
  await world.slack.click({ user: BEN, channel: CHANNEL, ts: message.ts, action: 'sallyport_approve', value }, http.url)
  expect(lastWhisper(BEN)).toMatch(/^ERR_VOTER_LOGIN: /)
  expect(await stateOf(asked.id)).toBe('pending')
})

test('policy’s channel is asked where it is a configured one', async () => {
  const there = await world.ask({ requirements: [aRequirement({ from: ['sre'], channel: OTHER_CHANNEL })] })
  const elsewhere = await world.ask({ requirements: [aRequirement({ from: ['sre'], channel: 'C0UNKNOWN' })] })
  expect((await world.message(there)).channel).toBe(OTHER_CHANNEL)
  expect((await world.message(elsewhere)).channel).toBe(CHANNEL)
})

test('half way through, the thread reminds whom it is for, once', async () => {
  const asked = await world.ask()
  const message = await world.message(asked)
  await world.database.pool.query(sql.unsafe`
    update sallyport.approvals set asked_at = asked_at - interval '8 minutes', expires_at = expires_at - interval '3 minutes'
    where id = ${asked.id}`)
  const [reminder] = await world.thread(message, 1)
  expect(reminder).toMatch(
    /^<!subteam\^S0SRE> this still waits for an answer, until <!date\^.*>: <https:\/\/gate\.test\/approvals\/.*\|shop-bot asks to .*>$/,
  )
  await press(BEN, 'approve', message.ts)
  expect(await world.thread(message, 2)).toEqual([reminder, expect.stringMatching(/^ben@example.com approved/)])
})

test('identical requests share one message, which says how often it was asked', async () => {
  const asked = await world.ask()
  const message = await world.message(asked)
  for (let again = 0; again < 3; again++) await world.ask({ digest: asked.digest })
  await world.message(asked, ({ blocks }) => wordsIn(blocks).includes('Asked 4 times'))
  const about = world.slack.state.messages.filter(({ metadata: it }) => it?.event_payload.approval === asked.id)
  expect(about.map(({ ts }) => ts)).toEqual([message.ts])
})

test('a bot of another workspace asks nobody, and says so once', async () => {
  const other = await startSlackWorld()
  const replica = await other.replica({ settings: { team: 'T0OTHER' } })
  await other.ask()
  await eventually(() => (other.told.reported.length > 0 ? true : null))
  expect(other.told.reported).toMatchObject([
    { message: "Nobody is asked in Slack: the bot's token is for T0SALLY, not T0OTHER." },
  ])
  await replica.close()
  expect(other.slack.state.messages).toEqual([])
  await other.close()
})
