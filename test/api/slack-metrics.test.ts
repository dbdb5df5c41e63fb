import { Registry } from 'prom-client'
import { slackMetrics } from '../../src/api/slack-metrics.ts'

const lines = async (registry: Registry) =>
  (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))

test('messages and clicks are counted by outcome', async () => {
  const registry = new Registry()
  const metrics = slackMetrics([registry])
  metrics.sent('posted')
  metrics.sent('posted')
  metrics.clicked('forged')
  expect(await lines(registry)).toEqual([
    'sallyport_slack_messages_total{outcome="posted"} 2',
    'sallyport_slack_clicks_total{outcome="forged"} 1',
  ])
})

test('the age of the oldest that nobody sees is asked for at each scrape', async () => {
  const registry = new Registry()
  let oldest: () => Promise<number | null> = async () => Date.now() - 60_000
  slackMetrics([registry]).watch(() => oldest())
  const age = async () => Number((await lines(registry))[0]!.split(' ')[1])
  expect(Math.floor((await age()) / 10)).toBe(6)
  oldest = () => Promise.reject(new Error('away'))
  expect(Math.floor((await age()) / 10)).toBe(6)
  oldest = async () => null
  expect(await age()).toBe(0)
})
