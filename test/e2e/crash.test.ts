import { once } from 'node:events'
import { entriesOf } from '../support/journal.ts'
import { type Gate, startGate } from './gate.ts'

let gate: Gate

beforeAll(async () => {
  gate = await startGate()
}, 60_000)
afterAll(() => gate.close())

test('kill -9 during 200 requests: whatever reached the upstream is on record', async () => {
  const token = await gate.session()
  const { gateway, upstream } = gate.world
  const requests = Array.from({ length: 200 }, (_, index) =>
    gate.request(`/c/api/crash/${index}`, token).catch(() => null),
  )
  // In the middle: some are through, some are under way, some have not been sent.
  while (upstream.requests.length < 40) await new Promise((resolve) => setImmediate(resolve))
  gateway.kill('SIGKILL')
  await Promise.all([once(gateway, 'exit'), ...requests])

  const reached = upstream.requests.filter((request) => request.startsWith('GET /crash/'))
  const rows = await entriesOf<{ target: string }>(gate.pool, 'exchange')
  const onRecord = new Set(rows.map(({ target }) => `GET ${target}`))
  expect(reached.length).toBeGreaterThanOrEqual(40)
  expect(reached.filter((request) => !onRecord.has(request))).toEqual([])

  await gate.world.restart()
  expect((await gate.request('/c/api/after', token)).status).toBe(200)
}, 60_000)
