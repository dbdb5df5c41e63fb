import type { Timing } from '../../src/core/timing.ts'
import { startPurge } from '../../src/identity/purge.ts'

let now: number
let slept: number[]
let wake: () => void
let calls: [before: number, limit: number][]

const timing: Timing = {
  now: () => now,
  random: () => 0,
  sleep: (milliseconds, signal) => {
    slept.push(milliseconds)
    return new Promise((resolve) => {
      wake = resolve
      signal.addEventListener('abort', () => resolve())
    })
  },
}
beforeEach(() => {
  now = 1_000_000
  slept = []
  calls = []
})
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Starts it on a store that answers these counts, and then none. */
function start(counts: (number | Error)[], reported: unknown[] = []) {
  const purge = async (before: number, limit: number): Promise<number> => {
    calls.push([before, limit])
    const count = counts.shift() ?? 0
    if (count instanceof Error) throw count
    return count
  }
  return startPurge({ purge }, timing, (error) => reported.push(error))
}

test('tokens go five minutes after their end, at the start and each minute', async () => {
  const end = start([3, 4])
  await settled()
  expect([calls, slept]).toEqual([[[700_000, 5_000]], [60_000]])
  now += 60_000
  wake()
  await settled()
  expect([calls.at(-1), slept]).toEqual([
    [760_000, 5_000],
    [60_000, 60_000],
  ])
  end()
  await settled()
  expect([calls.length, slept.length]).toEqual([2, 2])
})

test('a round goes on while there is more, but not for ever', async () => {
  const end = start([5_000, 5_000, 1])
  await settled()
  expect([calls.length, slept]).toEqual([3, [60_000]])
  end()
  calls = []
  const endless = start(Array(50).fill(5_000))
  await settled()
  expect(calls).toHaveLength(20)
  endless()
})

test('a database that is away is reported, and asked again a minute later', async () => {
  const [away, reported] = [new Error('away'), [] as unknown[]]
  const end = start([away, 1], reported)
  await settled()
  wake()
  await settled()
  expect([reported, calls.length]).toEqual([[away], 2])
  end()
})
