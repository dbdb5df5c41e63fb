import type { GatewayError } from '../../src/core/errors.ts'
import type { Kept } from '../../src/policy/kept.ts'
import type { Offer } from '../../src/policy/sources/source.ts'
import { startPolicy } from '../../src/policy/start.ts'
import { fakeStore, loadNamed, named } from './fake-policies.ts'
import { fakeSource, missing } from './fake-source.ts'
import { NOW } from './signing.ts'
import { fakeTiming, until } from './sources/fake-timing.ts'

function prepare(kept: Kept | null = null) {
  const [source, timing, store] = [fakeSource(), fakeTiming(), fakeStore()]
  const reports: unknown[] = []
  const live = {
    load: loadNamed,
    verification: async () => null,
    store,
    observer: { activated: () => {}, refused: (_error: GatewayError) => {} },
  }
  const report = (error: unknown) => reports.push(error)
  return {
    source,
    timing,
    store,
    reports,
    start: () => startPolicy({ source, kept, timing, live, failed: report, report }),
  }
}

function keptInMemory(offer: Offer | null = null) {
  const offers: (Offer | null)[] = [offer]
  const kept: Kept = {
    keep: async (it) => void offers.push(it),
    recall: async () => offers.at(-1)!,
  }
  return { kept, offers }
}

const old = { archive: named('r1', 1), etag: '"old"' }

test('a file’s bundle is in force at once, and then whatever the file becomes', async () => {
  const { source, timing, start } = prepare()
  source.bring(named('r1', 1))
  const running = await start()
  expect(running.policy.revision).toBe('r1')
  expect(running.status()).toEqual({
    revision: 'r1',
    sequence: 1,
    source: 'the place',
    activatedAt: NOW,
    checkedAt: NOW,
    lastError: null,
  })
  source.bring(named('r2', 2))
  timing.pass(1_000)
  await until(() => running.policy.revision === 'r2')
  expect(running.status()).toMatchObject({ revision: 'r2', sequence: 2, activatedAt: NOW + 1_000 })
  source.bring(Buffer.from('broken'))
  running.check()
  await until(() => running.status().lastError !== null)
  expect(running.status()).toMatchObject({ revision: 'r2', lastError: { code: 'ERR_POLICY_BUNDLE', at: NOW + 1_000 } })
  await running.close()
})

test.each([
  ['is not there', missing(), 'ERR_POLICY_MISSING'],
  ['is broken', Buffer.from('broken'), 'ERR_POLICY_BUNDLE'],
])('a file that %s at the start ends it', async (_what, what, code) => {
  const { source, start } = prepare()
  source.bring(what)
  await expect(start()).rejects.toMatchObject({ code })
  expect([source.looks, source.closed]).toEqual([1, true])
})

test('a service’s bundle is kept, whatever was kept before', async () => {
  const { kept, offers } = keptInMemory(old)
  const { source, start } = prepare(kept)
  source.bring(named('r2', 2))
  const running = await start()
  expect([running.policy.revision, offers.at(-1)]).toEqual(['r2', { archive: named('r2', 2), etag: '"1"' }])
  await running.close()
})

test('a service that is away is asked again for ten seconds; then the kept bundle serves, until it is back', async () => {
  const { kept, offers } = keptInMemory(old)
  const { source, timing, store, start } = prepare(kept)
  source.bring(missing())
  const starting = start()
  await timing.sleeping(500)
  timing.pass(500)
  await timing.sleeping(1_000)
  expect([source.looks, timing.asleep]).toEqual([2, [10_000, 1_000]])
  timing.pass(9_500)
  const running = await starting
  expect(running.status()).toEqual({
    revision: 'r1',
    sequence: 1,
    source: 'the place',
    activatedAt: NOW + 10_000,
    checkedAt: null,
    lastError: { code: 'ERR_POLICY_MISSING', message: 'The place is away.', at: NOW + 500 },
  })
  expect([source.inForce, offers.length, store.changes.length]).toEqual([['"old"'], 1, 1])
  source.bring(named('r2', 2))
  await timing.sleeping(2_000)
  timing.pass(2_000)
  await until(() => running.policy.revision === 'r2')
  await running.close()
})

test('a service that answers nothing is cut off after ten seconds', async () => {
  const { kept } = keptInMemory(old)
  const { source, timing, start } = prepare(kept)
  source.bring(undefined)
  const starting = start()
  await timing.sleeping(10_000)
  timing.pass(10_000)
  const running = await starting
  expect([running.policy.revision, running.status().lastError?.message]).toEqual(['r1', 'The place was cut off.'])
  await running.close()
})

test('the kept bundle serves as well where the service has only a broken one', async () => {
  const { kept } = keptInMemory(old)
  const { source, timing, start } = prepare(kept)
  source.bring(Buffer.from('broken'))
  const starting = start()
  await timing.sleeping(500)
  timing.pass(10_000)
  const running = await starting
  expect([running.policy.revision, running.status().lastError?.code]).toEqual(['r1', 'ERR_POLICY_BUNDLE'])
  await running.close()
})

test('the kept bundle is held to all that a fresh one is', async () => {
  const { kept } = keptInMemory(old)
  const { source, timing, store, start } = prepare(kept)
  store.floor = 2
  source.bring(missing())
  const starting = start()
  const ended = expect(starting).rejects.toMatchObject({
    code: 'ERR_POLICY_ROLLBACK',
    message:
      'The place is away. Nor can the bundle serve that was kept of it: The policy bundle "r1" has the sequence 1, and none below 2 is taken.',
    fix: 'To go back to it: sallyport policy accept --sequence 1 --reason <why>',
  })
  await timing.sleeping(500)
  timing.pass(10_000)
  await ended
  expect(source.closed).toBe(true)
})

test('with nothing kept, a service is waited for a minute, and then the start ends with what it said last', async () => {
  const { kept } = keptInMemory()
  const { source, timing, start } = prepare(kept)
  source.bring(missing(), missing('answered 404'))
  const ended = expect(start()).rejects.toMatchObject({
    code: 'ERR_POLICY_MISSING',
    message: 'The place answered 404.',
  })
  await timing.sleeping(500)
  timing.pass(59_000)
  await timing.sleeping(1_000)
  timing.pass(1_000)
  await ended
  expect([source.looks, source.closed]).toEqual([2, true])
})

test('a kept bundle that can’t be read is reported, and missed only where it is needed', async () => {
  const error = new Error('disk')
  const { source, reports, start } = prepare({ keep: async () => {}, recall: () => Promise.reject(error) })
  source.bring(named('r2'))
  const running = await start()
  expect([running.policy.revision, reports]).toEqual(['r2', [error]])
  await running.close()
})
