import { parseDuration } from '../../../../src/policy/builtins/time/duration.ts'

test('durations are nanoseconds', () => {
  expect(
    ['1h30m', '-1.5s', '2us3ns', '1\u00b5s', '0', '+0', '.5h', '1d12h', '1w', '1y', '-1.5d'].map(parseDuration),
  ).toEqual([
    5_400_000_000_000n,
    -1_500_000_000n,
    2003n,
    1000n,
    0n,
    0n,
    1_800_000_000_000n,
    129_600_000_000_000n,
    604_800_000_000_000n,
    31_536_000_000_000_000n,
    -129_600_000_000_000n,
  ])
})

test('an int64 is the limit', () => {
  expect(parseDuration('9223372036854775807ns')).toBe(2n ** 63n - 1n)
  expect(parseDuration('-9223372036854775808ns')).toBe(-(2n ** 63n))
  expect(['9223372036854775808ns', '2562048h', '300y', '99999999999999999999h'].map(parseDuration)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('other texts have no duration', () => {
  for (const text of ['', '+', '1', 'h', '1x', '.s', '1.2.3d', '1d2', 'd', '1 h', '1D'])
    expect(parseDuration(text)).toBeUndefined()
})
