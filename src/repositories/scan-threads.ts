import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ScanJob, Scanned } from './scan.ts'

/** Threads that scan, so that no request waits while a push is scanned. */
export interface ScanThreads {
  /** Waits for a thread that is free. Rejects with the signal's reason; the thread is then ended, whatever it is at. */
  scan(job: ScanJob, signal: AbortSignal): Promise<Scanned>
  close(): Promise<void>
}

/** Megabytes of JavaScript's memory that one thread may take. */
const MEMORY = 128

/**
 * @param most threads at once; the first is started at once, so that no push waits for it, the others when they are
 * first needed, and all are kept
 */
export function createScanThreads(most: number): ScanThreads {
  const idle: Worker[] = []
  const launch = (): Worker => {
    const thread = start()
    // One that ends while nobody uses it is no loss; one that fails then is no reason to end the process.
    thread.on('error', () => {})
    thread.on('exit', () => {
      if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1)
    })
    return thread
  }
  idle.push(launch())
  const waiting = new Set<() => void>()
  let busy = 0

  const free = async (signal: AbortSignal): Promise<void> => {
    while (busy >= most) {
      const turn = Promise.withResolvers<void>()
      waiting.add(turn.resolve)
      signal.addEventListener('abort', () => turn.resolve(), { once: true })
      await turn.promise
      waiting.delete(turn.resolve)
      signal.throwIfAborted()
    }
    busy++
  }

  return {
    async scan(job, signal) {
      signal.throwIfAborted()
      await free(signal)
      const thread = idle.pop() ?? launch()
      let reusable = false
      try {
        const answer = await answerOf(thread, job, signal)
        reusable = true
        if (answer.scanned === undefined) throw new Error(answer.failed)
        return answer.scanned
      } finally {
        if (reusable) idle.push(thread)
        else void thread.terminate()
        busy--
        // All of them: one may have been aborted meanwhile, and would not use its turn.
        for (const wake of waiting) wake()
      }
    },
    async close() {
      await Promise.all(idle.splice(0).map((thread) => thread.terminate()))
    },
  }
}

function start(): Worker {
  const thread = new Worker(join(import.meta.dirname, 'scan-thread.ts'), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  })
  thread.unref()
  return thread
}

interface Answered {
  readonly scanned?: Scanned
  readonly failed?: string
}

async function answerOf(thread: Worker, job: ScanJob, signal: AbortSignal): Promise<Answered> {
  const answered = Promise.withResolvers<Answered>()
  const onAbort = (): void => answered.reject(signal.reason)
  const onExit = (): void => answered.reject(new Error('the thread that scans has ended'))
  signal.addEventListener('abort', onAbort)
  thread.once('message', answered.resolve)
  thread.once('error', answered.reject)
  thread.once('exit', onExit)
  try {
    signal.throwIfAborted()
    thread.postMessage(job)
    return await answered.promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    thread.off('message', answered.resolve)
    thread.off('error', answered.reject)
    thread.off('exit', onExit)
  }
}
