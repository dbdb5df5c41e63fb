import type { DatabasePool } from 'slonik'
import type { Metrics } from './api/metrics.ts'
import { openSlack, type Slack, type SlackPorts } from './approvals/slack/open.ts'
import type { Config } from './config/config.ts'
import type { Reference } from './config/reference.ts'
import { realTiming } from './core/timing.ts'
import { createSlackStore } from './store/slack.ts'

/** Asks people in Slack, where that is configured: its secrets are read, and what becomes of it is counted. */
export async function openConfiguredSlack(
  { slack, people }: Pick<Config, 'slack' | 'people'>,
  read: (reference: Reference) => Promise<string>,
  { pool, ...ports }: Omit<SlackPorts, 'store' | 'people' | 'timing' | 'observer'> & { readonly pool: DatabasePool },
  metrics: Pick<Metrics, 'slack'>,
): Promise<Slack> {
  if (slack === null) return { inFrontOf: (app) => app, start() {}, async close() {} }
  const store = createSlackStore(pool)
  metrics.slack.watch(store.oldestUnsent)
  const { mode } = slack
  const settings = {
    ...slack,
    botToken: await read(slack.botToken),
    mode:
      mode.kind === 'http'
        ? { kind: mode.kind, signingSecret: await read(mode.signingSecret) }
        : { kind: mode.kind, appToken: await read(mode.appToken) },
  }
  return openSlack(settings, { ...ports, store, people, timing: realTiming, observer: metrics.slack })
}
