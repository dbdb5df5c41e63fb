import { createTiming } from '../../../src/journal/recordings/timing.ts'

test('what comes in the same millisecond is one moment; nothing is none', () => {
  const keeper = createTiming()
  for (const [at, bytes] of [
    [0, 1],
    [0, 2],
    [3, 0],
    [5, 4],
  ] as const)
    keeper.add(at, bytes)
  expect(keeper.timing).toEqual([
    [0, 3],
    [5, 4],
  ])
})

test('of more than a thousand moments neighbours are put together, and no byte is lost', () => {
  const keeper = createTiming()
  for (let at = 0; at < 5_000; at++) keeper.add(at, 2)
  expect(keeper.timing.length).toBeLessThanOrEqual(1_000)
  expect(keeper.timing.length).toBeGreaterThan(500)
  expect(keeper.timing.reduce((sum, [, bytes]) => sum + bytes, 0)).toBe(10_000)
  expect(keeper.timing.slice(0, 2)).toEqual([
    [0, 16],
    [8, 16],
  ])
})
