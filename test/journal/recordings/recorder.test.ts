import { createHash } from 'node:crypto'
import type { Chunk } from '../../../src/core/recording.ts'
import { createRecorder } from '../../../src/journal/recordings/recorder.ts'

const SHELF = { connection: 'shop', day: '2040-01-02' }
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test('what is taken is kept in chunks of 256 KiB, named by their digests', async () => {
  const chunks: Chunk[] = []
  const recorder = createRecorder(SHELF, { put: async (chunk) => void chunks.push(chunk) })
  const all = Buffer.from(Array.from({ length: 600_000 }, (_, at) => at % 251))
  recorder.take(all.subarray(0, 10), 1)
  recorder.take(all.subarray(10, 300_000), 2)
  expect(chunks.map(({ bytes }) => bytes)).toEqual([262_144])
  recorder.take(all.subarray(300_000), 9)
  const { chunks: references, timing, day } = await recorder.close()
  expect(references).toEqual(
    [all.subarray(0, 262_144), all.subarray(262_144, 524_288), all.subarray(524_288)].map((bytes) => ({
      sha256: sha256(bytes),
      bytes: bytes.length,
    })),
  )
  expect(Buffer.concat(chunks.map(({ content }) => content)).equals(all)).toBe(true)
  expect(chunks[0]).toMatchObject(SHELF)
  expect([timing, day]).toEqual([
    [
      [1, 10],
      [2, 299_990],
      [9, 300_000],
    ],
    '2040-01-02',
  ])
})

test('it is closed once all of it is durable', async () => {
  const durable = Promise.withResolvers<void>()
  const recorder = createRecorder(SHELF, { put: () => durable.promise })
  recorder.take(Buffer.from('a'), 0)
  let closed = false
  const closing = recorder.close().then(() => {
    closed = true
  })
  await new Promise(setImmediate)
  expect(closed).toBe(false)
  durable.resolve()
  await closing
  expect(closed).toBe(true)
})

test('of nothing there is no chunk', async () => {
  const recorder = createRecorder(SHELF, { put: () => Promise.reject(new Error('no')) })
  expect(await recorder.close()).toEqual({ chunks: [], timing: [], day: '2040-01-02' })
})
