import { parentPort } from 'node:worker_threads'
import { type ScanJob, scan } from './scan.ts'

/** The other side of `scan-threads.ts`: takes a job at a time, and answers each. */
parentPort!.on('message', async (job: ScanJob) => {
  try {
    parentPort!.postMessage({ scanned: await scan(job, new AbortController().signal) })
  } catch (thrown) {
    parentPort!.postMessage({ failed: (thrown as Error).message })
  }
})
