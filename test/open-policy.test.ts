import { pino } from 'pino'
import { createMetrics } from '../src/api/metrics.ts'
import type { Config } from '../src/config/config.ts'
import type { PolicyStore } from '../src/core/policy.ts'
import { openPolicy } from '../src/open-policy.ts'
import { bundle } from './cli/run-cli.ts'
import { temporaryFolder } from './config/files.ts'

const folder = temporaryFolder()
const at = (path: string): Config['policy'] => ({
  source: { kind: 'file', path },
  verification: null,
  decisionLog: null,
})

test('the configured policy is put in force, counted and logged', async () => {
  const metrics = createMetrics(() => ({
    lag: { entries: 0, bytes: 0, oldest: null },
    checkpoints: { uncovered: 0, at: null },
  }))
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const none = () => Promise.reject(new Error('not asked here'))
  const changes: PolicyStore = {
    activate: async () => ({ accepted: true, floor: null }),
    ...{ refuse: none, lower: none },
    read: async () => ({ floor: null, changes: [] }),
  }
  const running = await openPolicy({ policy: at(bundle), dataDirectory: folder }, {}, { changes, metrics, log })
  const { revision } = running.policy
  await running.close()
  expect(await metrics.registry.metrics()).toContain(`sallyport_policy_info{revision="${revision}",sequence=""} 1`)
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ revision, sequence: null, msg: 'policy activated' }])
})
