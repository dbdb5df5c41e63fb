import type { DecisionLogObserver } from '../core/decision-log.ts'
import type { Timing } from '../core/timing.ts'
import { createBuffer } from './buffer.ts'
import type { Sink } from './sink.ts'

/** What lines are written to. */
export interface Lines {
  /** Rejects where they could not all be written. */
  write(text: string): Promise<void>
  close(): Promise<void>
}

/** Bytes that are written at once. */
const CHUNK = 64 * 1024

/** Writes events as lines, one after the other. What could not be written is reported, and not written again. */
export function lineSink(lines: Lines, limit: number, timing: Timing, observer: DecisionLogObserver): Sink {
  const buffer = createBuffer(limit, observer)
  let writing: Promise<void> | null = null
  let broken = false
  const drain = async (): Promise<void> => {
    while (buffer.size > 0) {
      const events = buffer.take(CHUNK)
      // What failed may have left half a line, which would spoil the next one.
      const text = `${broken ? '\n' : ''}${events.join('\n')}\n`
      const failure = await lines.write(text).then(() => null, asError)
      broken = failure !== null
      buffer.release()
      observer.counted(broken ? 'refused' : 'sent', events.length)
      if (failure !== null) observer.failed(new Error(`The decision log can't be written: ${failure.message}`))
    }
    writing = null
  }
  return {
    add(line) {
      buffer.add(line)
      if (writing === null && buffer.size > 0) writing = drain()
    },
    async close(milliseconds) {
      const done = new AbortController()
      await Promise.race([writing, timing.sleep(milliseconds, done.signal)])
      done.abort()
      if (buffer.size > 0) observer.counted('unsent', buffer.size)
      await lines.close()
    },
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
