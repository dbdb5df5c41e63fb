import { createShortLived, type Fetched, type Issued } from '../../src/credentials/short-lived.ts'
import { fault, USELESS } from './surroundings.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

/** A source that the test answers for, one fetch at a time. */
function source({ patience }: { patience?: number } = {}) {
  const clock = { now: 1_000_000 }
  const asked: { ask: string; previous: string | null; signal: AbortSignal }[] = []
  const waiting: PromiseWithResolvers<Issued<string>>[] = []
  const fetched: Fetched[] = []
  const cache = createShortLived<string, string>({
    keyOf: (ask) => ask,
    fetch(ask, signal, previous) {
      asked.push({ ask, signal, previous: previous?.value ?? null })
      const answer = Promise.withResolvers<Issued<string>>()
      waiting.push(answer)
      return answer.promise
    },
    now: () => clock.now,
    fetched: (it) => fetched.push(it),
    ...(patience === undefined ? {} : { patience }),
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return {
    ...{ clock, asked, fetched, settled },
    ...cache,
    value: async (ask = 'a') => (await cache.get(ask)).value,
    async give(value: string, life: number) {
      waiting.shift()!.resolve({ value, expiresAt: clock.now + life })
      await settled()
    },
    async fail(message: string) {
      waiting.shift()!.reject(new Error(message))
      await settled()
    },
  }
}

test('200 that wait are one fetch; another ask is another', async () => {
  const { value, give, asked } = source()
  const all = Array.from({ length: 200 }, () => value())
  const other = value('b')
  expect(asked.map(({ ask }) => ask)).toEqual(['a', 'b'])
  await give('one', HOUR)
  await give('two', HOUR)
  expect(new Set(await Promise.all(all))).toEqual(new Set(['one']))
  expect(await other).toBe('two')
})

test.each([
  // [life, refreshed from, no longer handed out from]
  [HOUR, HOUR - 10 * MINUTE, HOUR - 5 * MINUTE],
  [12 * MINUTE, 6 * MINUTE, 9 * MINUTE],
  [20_000, 10_000, 15_000],
  [48 * HOUR, 24 * HOUR - 10 * MINUTE, 24 * HOUR - 5 * MINUTE],
])('of a life of %i ms, it is refreshed after %i, and waited for after %i', async (life, refresh, end) => {
  const { value, give, asked, clock } = source()
  const first = value()
  await give('one', life)
  expect(await first).toBe('one')
  clock.now += refresh - 1
  expect(await value()).toBe('one')
  expect(asked).toHaveLength(1)
  clock.now += 1
  expect(await Promise.all([value(), value()])).toEqual(['one', 'one'])
  expect(asked.map(({ previous }) => previous)).toEqual([null, 'one'])
  clock.now += end - refresh - 1
  expect(await value()).toBe('one')
  clock.now += 1
  const waits = value()
  await give('two', life)
  expect(await waits).toBe('two')
  expect(asked).toHaveLength(2)
})

test('what is fetched in the background is used as soon as it is there', async () => {
  const { value, give, clock } = source()
  void value()
  await give('one', HOUR)
  clock.now += HOUR - 6 * MINUTE
  expect(await value()).toBe('one')
  await give('two', HOUR)
  expect(await value()).toBe('two')
})

test('while fetches fail, one is tried a second, and everybody hears of it', async () => {
  const { value, fail, give, asked, clock } = source()
  const both = [value(), value()].map((it) => expect(it).rejects.toThrow('down'))
  await fail('down')
  await Promise.all(both)
  clock.now += 999
  await expect(value()).rejects.toThrow('down')
  expect(asked).toHaveLength(1)
  clock.now += 1
  const back = value()
  await give('one', HOUR)
  expect(await back).toBe('one')
  expect(asked).toHaveLength(2)
})

test('a source that is down is bridged up to ten seconds before the end', async () => {
  const { value, give, fail, asked, clock } = source()
  void value()
  await give('one', HOUR)
  clock.now += HOUR - 4 * MINUTE
  const waits = value()
  await fail('down')
  expect(await waits).toBe('one')
  // Now that it is known to be down, nobody waits for it.
  clock.now += 1_000
  expect(await value()).toBe('one')
  expect(asked).toHaveLength(3)
  await fail('down')
  expect(await value()).toBe('one')
  expect(asked).toHaveLength(3)
  clock.now += 4 * MINUTE - 11_001
  expect(await value()).toBe('one')
  await fail('down')
  clock.now += 1_001
  const refused = expect(value()).rejects.toThrow('down')
  await fail('down')
  await refused
})

test.each([
  [-5_000, 'ended 5 seconds ago'],
  [9_999, 'ends in 10 seconds'],
  [Number.NaN, 'has no end'],
])('one with a life of %i ms is refused', async (life, when) => {
  const { value, give } = source()
  const refused = expect(value()).rejects.toEqual(
    fault(USELESS, `the source gave a credential that ${when}, by this machine's clock`),
  )
  await give('one', life)
  await refused
})

test('a source that says nothing is given up, and told so', async () => {
  const { value, asked } = source({ patience: 20 })
  await expect(value()).rejects.toEqual(
    fault('gave no answer in time', 'the source gave no answer within 0.02 seconds'),
  )
  expect(asked[0]!.signal.aborted).toBe(true)
})

test('one that turned out to be of no use is dropped, and nothing follows it', async () => {
  const { get, give, drop, asked } = source()
  const first = get('a')
  await give('one', HOUR)
  drop(await first)
  const second = get('a')
  expect(asked.map(({ previous }) => previous)).toEqual([null, null])
  await give('two', HOUR)
  expect((await second).value).toBe('two')
})

test('what is good is kept, what has ended isn’t', async () => {
  const { value, give, kept, clock } = source()
  void value('a')
  void value('b')
  await give('one', HOUR)
  await give('two', 2 * HOUR)
  expect(kept().map(({ value }) => value)).toEqual(['one', 'two'])
  clock.now += HOUR
  expect(kept().map(({ value }) => value)).toEqual(['two'])
})

test('each fetch is told of when it is over', async () => {
  const { value, give, fail, fetched, clock } = source()
  void value()
  clock.now += 250
  await give('one', HOUR)
  expect(fetched).toEqual([{ seconds: 0.25, expiresAt: clock.now + HOUR }])
  const refused = expect(value('b')).rejects.toThrow()
  await fail('down')
  await refused
  expect(fetched[1]).toEqual({ seconds: 0, expiresAt: null })
})
