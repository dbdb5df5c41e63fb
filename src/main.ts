import { pino } from 'pino'
import { compose } from './compose.ts'
import type { Config } from './config/config.ts'

/** Seconds for requests under way to end in, once the process is told to stop. */
const DRAIN = 30

/**
 * Runs the gateway until SIGTERM or SIGINT, then drains: nothing new is accepted, holds are sent away with their
 * approvals still pending, what streams may finish. A second signal cuts everything off.
 */
export async function serve(config: Config): Promise<void> {
  const out = pino.destination(1)
  // Before it is composed, a gateway knows no secret.
  let hidden = (line: string): string => line
  const log = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: ['*.authorization', '*.token', '*.password', '*.secret'], censor: '[masked]' },
    },
    { write: (line) => out.write(hidden(line)) },
  )
  const gateway = await compose(config, process.env, log)
  hidden = gateway.hidden
  log.info(
    {
      agents: gateway.urls.agents,
      people: gateway.urls.people,
      status: gateway.urls.status,
      proxy: gateway.urls.proxy,
      policy: gateway.policyRevision,
    },
    'listening',
  )
  process.send?.(gateway.urls)
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, resolve)
  })
  log.info({ signal, seconds: DRAIN }, 'draining')
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => process.exit(1))
  await gateway.close(DRAIN)
  log.info('stopped')
  process.exit(0)
}
