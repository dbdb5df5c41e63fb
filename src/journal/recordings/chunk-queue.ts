import type { Chunk, ChunkStore } from '../../core/recording.ts'

/** Chunks of one commit, at the most. */
const BATCH = 64
/** Milliseconds before what couldn't be written is tried again. */
const RETRY = 500
/** Milliseconds that chunks wait for others to share their commit with. */
const LINGER = 10
/** Bytes in memory past which whoever records is to wait. */
const FULL = 64 * 1024 ** 2

/** Where chunks wait for the database: many share a commit, and none is lost while the process lives. */
export interface ChunkQueue {
  /** Resolves once it is durable, however long that takes; rejects where it was given up at the end. */
  put(chunk: Chunk): Promise<void>
  /** Whether so much waits that nothing more is to be recorded for now. */
  readonly full: boolean
  /** Bytes that wait. */
  readonly bytes: number
  /** Calls back once, when the queue is no longer full. */
  onRoom(callback: () => void): void
  /** Resolves once nothing waits; false where that takes more than so many milliseconds: what waits then is given up. */
  drain(milliseconds: number): Promise<boolean>
}

interface Waiting {
  readonly chunk: Chunk
  readonly resolve: () => void
  readonly reject: (why: Error) => void
}

/** @param report told of each commit that failed; it is tried again */
export function createChunkQueue(store: Pick<ChunkStore, 'put'>, report: (error: unknown) => void): ChunkQueue {
  const queue: Waiting[] = []
  let bytes = 0
  let writing = 0
  let timer: NodeJS.Timeout | undefined
  let waiting: (() => void)[] = []
  let drained: (() => void)[] = []

  const wake = (milliseconds: number): void => {
    if (timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      void pump()
    }, milliseconds)
  }

  const pump = async (): Promise<void> => {
    while (writing === 0 && queue.length > 0) {
      const batch = queue.splice(0, BATCH)
      writing = batch.length
      const failed = await store.put(batch.map(({ chunk }) => chunk)).then(
        () => false,
        (error: unknown) => {
          report(error)
          return true
        },
      )
      writing = 0
      if (failed) {
        queue.unshift(...batch)
        wake(RETRY)
        return
      }
      for (const { chunk, resolve } of batch) {
        bytes -= chunk.bytes
        resolve()
      }
      if (bytes < FULL) {
        const told = waiting
        waiting = []
        for (const tell of told) tell()
      }
    }
    if (queue.length > 0 || writing > 0) return
    const told = drained
    drained = []
    for (const tell of told) tell()
  }

  return {
    put: (chunk) =>
      new Promise((resolve, reject) => {
        bytes += chunk.bytes
        queue.push({ chunk, resolve, reject })
        if (queue.length >= BATCH) void pump()
        else wake(LINGER)
      }),
    get full() {
      return bytes >= FULL
    },
    get bytes() {
      return bytes
    },
    onRoom: (callback) => void waiting.push(callback),
    drain(milliseconds) {
      if (queue.length === 0 && writing === 0) return Promise.resolve(true)
      return new Promise((resolve) => {
        const late = setTimeout(() => {
          // Whoever waits for them has an outcome to put on record.
          for (const { reject } of queue.splice(0)) reject(new Error('a recording was not written in time'))
          resolve(false)
        }, milliseconds)
        drained.push(() => {
          clearTimeout(late)
          resolve(true)
        })
        void pump()
      })
    },
  }
}
