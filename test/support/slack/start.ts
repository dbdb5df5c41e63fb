import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ended, freePort } from '../nginx.ts'
import type { FakeSlack, FakeSlackOptions } from './fake-slack.ts'

type Called<K extends keyof FakeSlack> = FakeSlack[K] extends (...given: infer G) => infer R
  ? (...given: G) => Promise<Awaited<R>>
  : () => Promise<FakeSlack[K]>

/** The fake in a process, which can be killed, and started again at the same port with what it knew. */
export interface SlackProcess {
  readonly url: string
  call<K extends keyof FakeSlack>(name: K, ...given: Parameters<Called<K>>): ReturnType<Called<K>>
  kill(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

export async function startSlackProcess(
  options: Omit<FakeSlackOptions, 'port'> & { readonly stateFile: string },
): Promise<SlackProcess> {
  const port = await freePort()
  let child: ChildProcess
  let serial = 0
  const start = async (): Promise<void> => {
    child = fork(join(import.meta.dirname, 'process.ts'), [JSON.stringify({ ...options, port })], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    await once(child, 'message')
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}/api/`,
    call: ((name: string, ...given: readonly unknown[]) =>
      new Promise((resolve) => {
        const id = ++serial
        const to = child
        const heard = (message: { id?: number; result?: unknown }): void => {
          if (message.id !== id) return
          to.off('message', heard)
          resolve(message.result)
        }
        to.on('message', heard)
        to.send({ id, name, given })
      })) as SlackProcess['call'],
    kill: () => ended(child, 'SIGKILL'),
    start,
    close: () => ended(child, 'SIGTERM'),
  }
}
