import type { DatabasePool } from 'slonik'
import type { Config } from './config/config.ts'
import type { Timing } from './core/timing.ts'
import type { Gate } from './gateway/gate.ts'
import { createChunkQueue } from './journal/recordings/chunk-queue.ts'
import { withoutDuplicates } from './journal/recordings/duplicates.ts'
import { createRecorder } from './journal/recordings/recorder.ts'
import { startRetention } from './journal/recordings/retention.ts'
import { createChunkStore } from './store/chunks.ts'
import { createMaskedValueStore } from './store/masked-values.ts'
import { createShelves } from './store/shelves.ts'

/** Recordings over a migrated database, and what deletes them in their time. */
export interface Recordings {
  readonly port: Gate['recordings']
  /** Bytes that wait for the database. */
  readonly waiting: number
  /** Writes what is left, for so many milliseconds at the most. */
  close(milliseconds: number): Promise<void>
}

export async function openRecordings(
  { connections, recordings }: Pick<Config, 'connections' | 'recordings'>,
  { pool, timing, report }: { pool: DatabasePool; timing: Timing; report: (error: unknown) => void },
): Promise<Recordings> {
  const queue = createChunkQueue(createChunkStore(pool), report)
  const shelving = withoutDuplicates(queue, timing.now)
  const retention = await startRetention({
    ...{ shelves: createShelves(pool), maskedValues: createMaskedValueStore(pool), timing, report },
    ...{ connections, days: recordings.days },
  })
  return {
    port: {
      recorder: (shelf) => createRecorder(shelf, shelving),
      get full() {
        return queue.full
      },
      onRoom: queue.onRoom,
    },
    get waiting() {
      return queue.bytes
    },
    async close(milliseconds) {
      await retention.close()
      if (!(await queue.drain(milliseconds))) report(new Error(`${queue.bytes} bytes of recordings were not written`))
      // What has waited for them goes on first: the journal's end is next.
      await new Promise(setImmediate)
    },
  }
}
