import { startFakeSlack } from '../../support/slack/fake-slack.ts'
import { BEN, CHANNEL, eventually, type SlackWorld, startSlackWorld } from './slack-world.ts'

let world: SlackWorld
beforeAll(async () => {
  world = await startSlackWorld({ burst: 50 })
})
afterAll(() => world.close())
const socket = () => world.replica({ settings: { mode: { kind: 'socket', appToken: world.secrets.appToken } } })
const connected = (many: number) => eventually(() => (world.slack.connected() === many ? true : null))
const approve = async () => {
  const asked = await world.ask()
  const { ts } = await world.message(asked)
  const delivered = await world.slack.click({ user: BEN, channel: CHANNEL, ts, action: 'sallyport_approve' }, null)
  return [delivered.status, (await world.approvals.find(asked.id))!.state]
}

test('clicks come in through a line that we opened, which is opened again whenever Slack ends it', async () => {
  const replica = await socket()
  await connected(1)
  expect(await approve()).toEqual([200, 'approved'])
  const opened = () => world.slack.calls.filter(({ method }) => method === 'apps.connections.open').length
  const before = opened()
  world.slack.disconnect()
  await eventually(() => (opened() > before ? true : null))
  await connected(1)
  expect(await approve()).toEqual([200, 'approved'])
  await replica.close()
  await connected(0)
}, 60_000)

test('no port is opened for Slack', async () => {
  const replica = await socket()
  expect((await fetch(replica.url, { method: 'POST' })).status).toBe(418)
  await replica.close()
})

test('several gateways share the clicks, and what one doesn’t acknowledge another one gets', async () => {
  const [one, two] = [await socket(), await socket()]
  await connected(2)
  expect(await approve()).toEqual([200, 'approved'])
  expect(await approve()).toEqual([200, 'approved'])
  await one.close()
  await connected(1)
  expect(await approve()).toEqual([200, 'approved'])
  await two.close()
}, 60_000)

test('a line that is opened while the gateway closes is closed as well', async () => {
  const before = world.slack.calls.length
  const replica = await socket()
  await eventually(() =>
    world.slack.calls.slice(before).some(({ method }) => method === 'apps.connections.open') ? true : null,
  )
  await replica.close()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(world.slack.connected()).toBe(0)
})

test('a Slack that is down is tried again, and told of once', async () => {
  const { secrets } = world
  const down = await startFakeSlack({ ...secrets, channels: [CHANNEL] })
  await down.close()
  const told = world.told.reported.length
  const replica = await world.replica({
    settings: { mode: { kind: 'socket', appToken: secrets.appToken }, api: down.url },
  })
  await eventually(() => (world.told.reported.length > told ? true : null))
  const back = await startFakeSlack({ ...secrets, channels: [CHANNEL], port: down.port })
  await eventually(() => (back.connected() === 1 ? true : null))
  await replica.close()
  await back.close()
}, 60_000)
