import type { Chunk } from '../../../src/core/recording.ts'
import { createChunkQueue } from '../../../src/journal/recordings/chunk-queue.ts'

const aChunk = (sha256: string, bytes = 1): Chunk => ({
  ...{ connection: 'shop', day: '2040-01-02', sha256, bytes, content: Buffer.alloc(0) },
})

test('many chunks share a commit; each is told of once it is durable', async () => {
  const commits: string[][] = []
  const queue = createChunkQueue({ put: async (chunks) => void commits.push(chunks.map(({ sha256 }) => sha256)) }, fail)
  await Promise.all([queue.put(aChunk('a')), queue.put(aChunk('b'))])
  await queue.put(aChunk('c'))
  expect([commits, queue.bytes]).toEqual([[['a', 'b'], ['c']], 0])
})

test('what failed is tried again, in order, until it is durable', async () => {
  const commits: string[][] = []
  const failures: unknown[] = []
  const put = async (chunks: readonly Chunk[]) => {
    if (failures.length === 0) throw new Error('down')
    commits.push(chunks.map(({ sha256 }) => sha256))
  }
  const queue = createChunkQueue({ put }, (error) => failures.push(error))
  const first = queue.put(aChunk('a'))
  while (failures.length === 0) await new Promise(setImmediate)
  await Promise.all([first, queue.put(aChunk('b'))])
  expect([commits, failures]).toEqual([[['a', 'b']], [new Error('down')]])
})

test('a queue that is full says so, and when there is room again', async () => {
  const durable = Promise.withResolvers<void>()
  const queue = createChunkQueue({ put: () => durable.promise }, fail)
  const put = queue.put(aChunk('a', 64 * 1024 ** 2))
  const room = new Promise<void>((resolve) => queue.onRoom(resolve))
  expect(queue.full).toBe(true)
  expect(await queue.drain(0)).toBe(false)
  durable.resolve()
  await Promise.all([put, room])
  expect([queue.full, await queue.drain(0)]).toEqual([false, true])
})

test('what could not be written by the end is given up, and whoever waits for it is told', async () => {
  const failures: unknown[] = []
  const queue = createChunkQueue({ put: () => Promise.reject(new Error('down')) }, (error) => failures.push(error))
  const put = expect(queue.put(aChunk('a'))).rejects.toThrow('not written in time')
  while (failures.length === 0) await new Promise(setImmediate)
  expect(await queue.drain(0)).toBe(false)
  await put
})

function fail(error: unknown): void {
  throw error
}
