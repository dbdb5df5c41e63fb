import { fork } from 'node:child_process'
import { join } from 'node:path'
import { type ErrorCode, GatewayError } from '../../core/errors.ts'
import type { WayIn, WayInParts } from './way-in.ts'

/** What the keeper is told, and nothing of it by its environment: others on the machine can read that. */
export type KeeperTask = Pick<WayInParts, 'options' | 'environment' | 'cwd'>

export type Kept = Pick<WayIn, 'session' | 'directory' | 'set' | 'removed'>

export type KeeperAnswer =
  | { readonly said: string }
  | { readonly ready: Kept }
  | { readonly failed: { readonly code: ErrorCode; readonly message: string; readonly fix?: string } }

/** What the keeper gets of the environment: with the last, GitHub's runner finds it and ends it with the job. */
const ITS_OWN = ['PATH', 'HOME', 'TMPDIR', 'RUNNER_TRACKING_ID']

/** Starts a process that keeps a way in open after this one has ended. Rejects with what kept it from that. */
export async function startKeeper(task: KeeperTask, say: (sentence: string) => void): Promise<Kept> {
  const own = ITS_OWN.filter((name) => task.environment[name] !== undefined)
  const keeper = fork(join(import.meta.dirname, 'keeper.ts'), [], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: Object.fromEntries(own.map((name) => [name, task.environment[name]])),
    execArgv: [],
  })
  try {
    return await new Promise<Kept>((resolve, reject) => {
      keeper.on('message', (answer: KeeperAnswer) => {
        if ('said' in answer) say(answer.said)
        else if ('ready' in answer) resolve(answer.ready)
        else reject(new GatewayError(answer.failed.code, answer.failed.message, answer.failed))
      })
      keeper.once('exit', () => reject(new GatewayError('ERR_INTERNAL', 'The relay ended at its start.')))
      keeper.send(task)
    })
  } finally {
    if (keeper.connected) keeper.disconnect()
    keeper.unref()
  }
}
