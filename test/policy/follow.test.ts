import { createFollower } from '../../src/policy/follow.ts'
import { createLive } from '../../src/policy/live.ts'
import { fakeStore, loadNamed, named } from './fake-policies.ts'
import { fakeSource, missing } from './fake-source.ts'
import { NOW } from './signing.ts'
import { fakeTiming, until } from './sources/fake-timing.ts'

const signal = new AbortController().signal

function start() {
  const [source, timing, store] = [fakeSource(), fakeTiming(), fakeStore()]
  const [kept, failures, reports]: [string[], string[], unknown[]] = [[], [], []]
  let full: Error | null = null
  const live = createLive({
    load: loadNamed,
    verification: async () => null,
    store,
    now: timing.now,
    observer: { activated: () => {}, refused: () => {} },
  })
  const follower = createFollower({
    source,
    live,
    async keep({ archive }) {
      if (full !== null) throw full
      kept.push(archive.toString())
    },
    timing,
    failed: ({ code }) => failures.push(code),
    report: (error) => reports.push(error),
  })
  const fill = (error: Error) => {
    full = error
  }
  return { source, timing, store, live, follower, kept, failures, reports, fill }
}

test('one look: what it brings is put in force, kept, and not asked for again', async () => {
  const { source, timing, live, follower, kept } = start()
  expect([follower.checkedAt, follower.lastError]).toEqual([null, null])
  source.bring(named('r1'))
  timing.pass(5)
  await follower.check(signal)
  expect([live.revision, kept, source.inForce]).toEqual(['r1', ['r1 none'], ['"1"']])
  expect([follower.checkedAt, follower.lastError]).toEqual([NOW + 5, null])
  // The same bytes by another name: the source is told, and nothing is written.
  await follower.check(signal)
  expect([kept, source.inForce]).toEqual([['r1 none'], ['"1"', '"2"']])
})

test('a look that fails says why, and so does one that brings a bundle that is refused; the next good one clears it', async () => {
  const { source, timing, live, follower, kept, failures } = start()
  source.bring(named('r1'), missing(), Buffer.from('broken'), null)
  await follower.check(signal)
  timing.pass(5)
  await expect(follower.check(signal)).rejects.toMatchObject({ code: 'ERR_POLICY_MISSING' })
  expect(follower.lastError).toEqual({ code: 'ERR_POLICY_MISSING', message: 'The place is away.', at: NOW + 5 })
  expect([follower.checkedAt, failures]).toEqual([NOW, ['ERR_POLICY_MISSING']])
  await expect(follower.check(signal)).rejects.toMatchObject({ code: 'ERR_POLICY_BUNDLE' })
  expect(follower.lastError).toEqual({
    code: 'ERR_POLICY_BUNDLE',
    message: "The policy bundle can't be read: broken",
    at: NOW + 5,
  })
  expect([follower.checkedAt, failures]).toEqual([NOW + 5, ['ERR_POLICY_MISSING']])
  expect([live.revision, source.inForce, kept]).toEqual(['r1', ['"1"'], ['r1 none']])
  await follower.check(signal)
  expect(follower.lastError).toBeNull()
})

test('a bundle that can’t be kept is in force all the same', async () => {
  const { source, live, follower, reports, fill } = start()
  const error = new Error('no space left')
  fill(error)
  source.bring(named('r1'))
  await follower.check(signal)
  expect([live.revision, follower.lastError, reports]).toEqual(['r1', null, [error]])
})

test('it looks as often as the source says, and knows how often it failed and how long it took', async () => {
  const { source, timing, live, follower } = start()
  source.bring(named('r1'), missing(), missing(), named('r2'))
  await follower.check(signal)
  follower.start()
  for (const delay of [1_000, 2_000, 3_000]) {
    await timing.sleeping(delay)
    timing.pass(delay - 1)
    expect(timing.asleep).toEqual([delay])
    timing.pass(1)
  }
  await timing.sleeping(1_000)
  expect([live.revision, source.looks]).toEqual(['r2', 4])
  source.bring(undefined)
  timing.pass(1_000)
  await until(() => source.looks === 5)
  await follower.close()
})

test('a bundle that waits for the database is put in force once it is back', async () => {
  const { source, timing, store, live, follower } = start()
  source.bring(named('r1'), named('r2'))
  await follower.check(signal)
  store.away = true
  follower.start()
  timing.pass(1_000)
  await timing.sleeping(2_000)
  expect([live.revision, follower.lastError?.code]).toEqual(['r1', 'ERR_STORE_UNAVAILABLE'])
  store.away = false
  timing.pass(2_000)
  await until(() => live.revision === 'r2')
  await follower.close()
})

test('woken, it looks at once; woken while it looks, once more', async () => {
  const { source, timing, live, follower } = start()
  source.bring(named('r1'))
  await follower.check(signal)
  follower.start()
  await timing.sleeping(1_000)
  source.bring(named('r2'))
  source.changed()
  await until(() => live.revision === 'r2')
  source.bring(named('r3'))
  follower.wake()
  await until(() => live.revision === 'r3')
  await timing.sleeping(1_000)
  const { looks } = source
  source.bring(named('r4'))
  follower.wake()
  await until(() => source.looks === looks + 1)
  source.bring(named('r5'))
  follower.wake()
  await until(() => live.revision === 'r5')
  expect(timing.now()).toBe(NOW)
  await follower.close()
})

test('closed, it ends a look under way, tells of no failure, and never looks again', async () => {
  const { source, timing, follower, failures } = start()
  source.bring(named('r1'), undefined)
  await follower.check(signal)
  follower.start()
  timing.pass(1_000)
  await until(() => source.looks === 2)
  await follower.close()
  expect([source.closed, failures, timing.asleep]).toEqual([true, [], []])
  source.changed()
  follower.wake()
  timing.pass(1e6)
  expect(source.looks).toBe(2)
})
