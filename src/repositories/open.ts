import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInspector, type Inspector } from './inspector.ts'
import { createMirrors } from './mirrors.ts'
import { sweepQuarantines } from './quarantine.ts'
import { createScanThreads } from './scan-threads.ts'

/** The room's own constructor. Whatever a crash has left of pushes that were looked into is removed. */
export async function openRepositories(options: {
  /** Mirrors and quarantines lie below it; no other process uses it. */
  readonly directory: string
  /** Bytes that mirrors may take. */
  readonly mirrorBytes: number
  /** For fingerprints of secrets. */
  readonly key: Uint8Array
}): Promise<Inspector & { close(): Promise<void> }> {
  const folder = join(options.directory, 'quarantine')
  await sweepQuarantines(folder)
  const threads = createScanThreads(Math.min(4, availableParallelism()))
  const mirrors = createMirrors(join(options.directory, 'mirrors'), options.mirrorBytes)
  return { ...createInspector({ mirrors, folder, threads, key: options.key }), close: threads.close }
}
