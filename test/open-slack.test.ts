import express from 'express'
import { Registry } from 'prom-client'
import { slackMetrics } from '../src/api/slack-metrics.ts'
import type { Config } from '../src/config/config.ts'
import { openConfiguredSlack } from '../src/open-slack.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const opened = async (slack: Config['slack'], read: string[] = []) => {
  const registry = new Registry()
  const never = () => Promise.reject(new Error('nobody asks'))
  const door = await openConfiguredSlack(
    { slack, people: [] },
    async ({ name }) => {
      read.push(name)
      return `the secret ${name}`
    },
    {
      ...{ pool: database.pool, approvals: { find: never }, sessions: { find: never }, groupsOf: () => [] },
      desk: { vote: never, changed: () => {} },
      pageOf: (id) => id,
      report: () => {},
    },
    { slack: slackMetrics([registry]) },
  )
  return { door, registry }
}
const configured = (mode: NonNullable<Config['slack']>['mode']): Config['slack'] => ({
  botToken: { from: 'env', name: 'BOT' },
  ...{ mode, team: 'T1', channel: 'C1', channels: [], groups: {}, api: 'http://127.0.0.1:9/api/' },
})

test('where Slack isn’t configured there is nothing in front of anybody', async () => {
  const { door, registry } = await opened(null)
  const app = express()
  expect(door.inFrontOf(app)).toBe(app)
  door.start()
  await door.close()
  expect(await registry.metrics()).not.toContain('oldest_unsent')
})

test.each([
  [{ kind: 'http', signingSecret: { from: 'env', name: 'SIGN' } }, ['BOT', 'SIGN'], false],
  [{ kind: 'socket', appToken: { from: 'env', name: 'APP' } }, ['BOT', 'APP'], true],
] as const)('its secrets are read: %j', async (mode, names, same) => {
  const read: string[] = []
  const { door, registry } = await opened(configured(mode), read)
  const app = express()
  expect([read, door.inFrontOf(app) === app]).toEqual([names, same])
  expect(await registry.metrics()).toContain('sallyport_slack_oldest_unsent_seconds 0')
  await door.close()
})
