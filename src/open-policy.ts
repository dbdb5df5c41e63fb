import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Metrics } from './api/metrics.ts'
import { opened } from './check.ts'
import type { Config } from './config/config.ts'
import type { PolicyStore } from './core/policy.ts'
import { realTiming } from './core/timing.ts'
import { loadPolicy } from './policy/prepare.ts'
import { type RunningPolicy, startPolicy } from './policy/start.ts'

/** Starts to follow the source of bundles; whatever becomes of them is counted and logged. */
export function openPolicy(
  config: Pick<Config, 'policy' | 'dataDirectory'>,
  environment: NodeJS.ProcessEnv,
  { changes, metrics, log }: { changes: PolicyStore; metrics: Pick<Metrics, 'policy'>; log: Logger },
): Promise<RunningPolicy> {
  const { source, verification, kept } = opened(config.policy, environment)
  return startPolicy({
    source,
    kept: kept(join(config.dataDirectory, 'policy')),
    timing: realTiming,
    live: {
      load: loadPolicy,
      verification,
      store: changes,
      observer: {
        activated(bundle) {
          metrics.policy.activated(bundle)
          log.info({ revision: bundle.revision, sequence: bundle.sequence }, 'policy activated')
        },
        refused(error) {
          metrics.policy.refused(error)
          log.warn({ err: error }, 'policy refused')
        },
      },
    },
    failed(error) {
      metrics.policy.failed(error)
      log.warn({ err: error }, 'policy source failed')
    },
    report: (error) => log.error({ err: error }, 'failed'),
  })
}
