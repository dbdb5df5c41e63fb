import { createMetrics } from '../../src/api/metrics.ts'
import { statusApp } from '../../src/api/status.ts'
import type { PolicyStatus } from '../../src/core/policy.ts'
import { serving } from './served.ts'

let problems: string[] | Error = []
const reports: unknown[] = []
let lastError: PolicyStatus['lastError'] = null
const { registry } = createMetrics(() => ({
  lag: { entries: 0, bytes: 0, oldest: null },
  checkpoints: { uncovered: 0, at: null },
}))

const start = () =>
  serving(
    statusApp({
      registry,
      unready: async () => {
        if (problems instanceof Error) throw problems
        return problems
      },
      policy: () => ({ revision: 'r7', sequence: 7, source: 'file', activatedAt: 0, checkedAt: 0, lastError }),
      report: (error) => reports.push(error),
    }),
  )

test('alive whatever is away; ready only when nothing is', async () => {
  const policy = { revision: 'r7', sequence: 7, lastError: null }
  const ask = await start()
  expect(await ask('/readyz')).toMatchObject({ status: 200, body: { status: 'ok', problems: [], policy } })
  problems = ['ERR_STORE_UNAVAILABLE: away']
  expect(await ask('/readyz')).toMatchObject({ status: 503, body: { status: 'unready', problems, policy } })
  expect(await ask('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
})

test('what keeps a newer bundle away is told, and keeps nobody from being served', async () => {
  problems = []
  lastError = { code: 'ERR_POLICY_ROLLBACK', message: 'Too low.', at: 0 }
  expect(await (await start())('/readyz')).toMatchObject({
    status: 200,
    body: {
      status: 'ok',
      problems: [],
      policy: { revision: 'r7', sequence: 7, lastError: 'ERR_POLICY_ROLLBACK: Too low.' },
    },
  })
})

test('metrics, in the form that Prometheus reads', async () => {
  const { headers, body } = await (await start())('/metrics')
  expect(headers.get('content-type')).toMatch(/^text\/plain; .*version=0\.0\.4/)
  expect(body).toContain('\nsallyport_holds 0\n')
})

test('what fails says nothing of our insides', async () => {
  const ask = await start()
  problems = new Error('inside')
  const answer = await ask('/readyz')
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([500, expect.not.stringContaining('inside')])
  expect(reports).toMatchObject([{ cause: { message: 'inside' } }])
  expect((await ask('/elsewhere')).status).toBe(404)
})
