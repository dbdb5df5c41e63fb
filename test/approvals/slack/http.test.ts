import { createHmac } from 'node:crypto'
import { type Delivered, post } from '../../support/slack/fake-slack.ts'
import { BOT, TEAM } from '../../support/slack/methods.ts'
import { BEN, CHANNEL, type Replica, type SlackWorld, startSlackWorld } from './slack-world.ts'

let world: SlackWorld
let http: Replica
beforeAll(async () => {
  world = await startSlackWorld({ burst: 50 })
  http = await world.replica()
})
afterAll(() => world.close())
beforeEach(() => void world.told.clicked.splice(0))

/** What Slack would deliver for Ben's click on Approve, so that it can be sent in other ways. */
const payloadFor = (approval: string, ts: string) => ({
  type: 'block_actions',
  team: { id: TEAM, domain: 'sally' },
  user: { id: BEN, username: 'ben', name: 'ben', team_id: TEAM },
  api_app_id: BOT.app,
  trigger_id: '1.2',
  container: { type: 'message', message_ts: ts, channel_id: CHANNEL, is_ephemeral: false },
  channel: { id: CHANNEL, name: 'approvals' },
  response_url: 'https://hooks.slack.test/actions/none',
  actions: [{ type: 'button', action_id: 'sallyport_approve', block_id: 'answer', value: approval, action_ts: '1.2' }],
})
const asked = async () => {
  const approval = await world.ask()
  return { approval, payload: payloadFor(approval.id, (await world.message(approval)).ts) }
}
const votesOf = async (id: string) => (await world.approvals.find(id))!.votes.length

test.each<[string, (payload: object, secret: string) => Promise<Delivered>]>([
  ['by another secret', (payload) => post(http.url, payload, 'another secret')],
  ['with no signature', (payload, secret) => post(http.url, payload, secret, { headers: { 'x-slack-signature': '' } })],
  ['six minutes old', (payload, secret) => post(http.url, payload, secret, { at: Date.now() - 360_000 })],
  ['six minutes early', (payload, secret) => post(http.url, payload, secret, { at: Date.now() + 360_000 })],
  ['an hour early', (payload, secret) => post(http.url, payload, secret, { at: Date.now() + 3_600_000 })],
  [
    'with a time that is none',
    (payload, secret) => post(http.url, payload, secret, { headers: { 'x-slack-request-timestamp': 'now' } }),
  ],
  [
    'with a time of its own',
    (payload, secret) =>
      post(http.url, payload, secret, {
        headers: { 'x-slack-request-timestamp': `${Math.floor(Date.now() / 1_000) - 1}` },
      }),
  ],
])('a delivery that is signed %s is refused, and gives no vote', async (_how, deliver) => {
  const { approval, payload } = await asked()
  expect((await deliver(payload, world.secrets.signingSecret)).status).toBe(401)
  expect(await votesOf(approval.id)).toBe(0)
  expect(world.told.clicked).toEqual(['forged'])
})

test('a body that was changed on the way is refused', async () => {
  const { approval, payload } = await asked()
  const signed = await capture(payload)
  const body = signed.body.replace(encodeURIComponent(`"id":"${BEN}"`), encodeURIComponent('"id":"U0ADA"'))
  expect(body).not.toBe(signed.body)
  const answered = await fetch(http.url, { method: 'POST', headers: signed.headers, body })
  expect([answered.status, await votesOf(approval.id)]).toEqual([401, 0])
})

test('the same delivery again says nothing new', async () => {
  const { approval, payload } = await asked()
  const signed = await capture(payload)
  const send = () => fetch(http.url, { method: 'POST', headers: signed.headers, body: signed.body })
  expect((await send()).status).toBe(200)
  expect(await votesOf(approval.id)).toBe(1)
  expect((await send()).status).toBe(200)
  expect(await votesOf(approval.id)).toBe(1)
  expect(world.told.clicked).toEqual(['approve', 'repeated'])
})

test('Slack’s probe of the address is answered once it is signed', async () => {
  const body = JSON.stringify({ type: 'url_verification', challenge: 'c-1' })
  const headers = { 'content-type': 'application/json' }
  expect(await post(http.url, body, world.secrets.signingSecret, { headers })).toEqual({
    status: 200,
    body: '{"challenge":"c-1"}',
  })
  expect((await post(http.url, body, 'another secret', { headers })).status).toBe(401)
})

test('everything else is for whoever is behind', async () => {
  expect((await fetch(http.url)).status).toBe(418)
  expect((await fetch(http.url.replace('/slack/events', '/approvals'), { method: 'POST' })).status).toBe(418)
})

test('what is too large, or can’t be read, is refused', async () => {
  const { signingSecret: secret } = world.secrets
  expect((await post(http.url, 'x'.repeat(2_000_000), secret)).status).toBe(413)
  expect((await post(http.url, 'payload={', secret)).status).toBe(400)
})

test('without words of ours nobody waits longer than Slack does', async () => {
  const { payload } = await asked()
  const other = { ...payload, actions: [{ ...payload.actions[0]!, action_id: 'other_action' }] }
  const { status } = await post(http.url, other, world.secrets.signingSecret)
  expect([0, 404]).toContain(status)
})

/** A delivery as it is signed, unsent. */
async function capture(payload: object): Promise<{ headers: Record<string, string>; body: string }> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = createHmac('sha256', world.secrets.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  }
}
