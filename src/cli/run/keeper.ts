import { once } from 'node:events'
import { asGatewayError } from '../../core/errors.ts'
import { realTiming } from '../../core/timing.ts'
import { serveControl } from './control.ts'
import type { KeeperAnswer, KeeperTask } from './keep.ts'
import { openWayIn } from './way-in.ts'

// What it says before it is ready goes to whoever started it; after that nobody listens.
const answer = (what: KeeperAnswer): void => {
  if (process.connected) process.send!(what)
}

const [task] = (await once(process, 'message')) as [KeeperTask]
try {
  const wayIn = await openWayIn({
    ...task,
    // Every later step can ask for the end, the agent's own as well.
    givesBack: false,
    timing: realTiming,
    say: (said) => answer({ said }),
  })
  let closing: Promise<string> | undefined
  const close = () => (closing ??= wayIn.close())
  await serveControl(wayIn.directory, close, () => process.exit(0))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void close().finally(() => process.exit(0)))
  }
  const { session, directory, set, removed } = wayIn
  answer({ ready: { session, directory, set, removed } })
} catch (thrown) {
  const { code, message, fix } = asGatewayError(thrown)
  answer({ failed: { code, message, ...(fix === undefined ? {} : { fix }) } })
  process.exit(1)
}
