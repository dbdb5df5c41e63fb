import { backoff, realTiming } from '../../src/core/timing.ts'

test('each failure in a row may double the wait, from half to all of it, up to the longest', () => {
  const waits = (random: number) => [1, 2, 3, 7, 8, 5_000].map((failures) => backoff(failures, 100_000, () => random))
  expect(waits(0)).toEqual([500, 1_000, 2_000, 32_000, 50_000, 50_000])
  expect(waits(0.5)).toEqual([750, 1_500, 3_000, 48_000, 75_000, 75_000])
  expect(backoff(1, 300, () => 0)).toBe(150)
  expect([1, 2, 3].map((failures) => backoff(failures, 300, () => 0, 100))).toEqual([50, 100, 150])
})

test('a sleep ends when it is over, or when it is aborted', async () => {
  const before = realTiming.now()
  await realTiming.sleep(20, new AbortController().signal)
  expect(realTiming.now() - before).toBeGreaterThanOrEqual(19)
  await realTiming.sleep(1e9, AbortSignal.abort())
  const pause = new AbortController()
  const sleeping = realTiming.sleep(1e9, pause.signal)
  pause.abort()
  expect(await sleeping).toBeUndefined()
})

test('chance is from 0 up to 1', () => {
  const drawn = Array.from({ length: 100 }, realTiming.random)
  expect(drawn.every((it) => it >= 0 && it < 1)).toBe(true)
  expect(new Set(drawn).size).toBeGreaterThan(90)
})
