import type { GatewayError } from '../../src/core/errors.ts'
import { createLive, type LiveOptions } from '../../src/policy/live.ts'
import type { Verification } from '../../src/policy/signature.ts'
import { fakeStore, loadNamed, named } from './fake-policies.ts'
import { call, inputOf } from './inputs.ts'
import { makeKeys, NOW, verificationBy } from './signing.ts'

const input = inputOf('http', [call('GET', 'read', '/a')])

function start(changes: Partial<LiveOptions> = {}) {
  let now = NOW
  const seen: string[] = []
  const store = fakeStore()
  const live = createLive({
    load: loadNamed,
    verification: async () => null,
    store,
    now: () => now++,
    observer: {
      activated: ({ revision, sequence, at }) => seen.push(`${revision} ${sequence} ${at - NOW}`),
      refused: ({ code }: GatewayError) => seen.push(code),
    },
    ...changes,
  })
  return { live, store, seen }
}

test('before the first bundle nothing is decided', async () => {
  const { live } = start()
  expect(live.current).toBeNull()
  const refusal = expect.objectContaining({
    code: 'ERR_POLICY_MISSING',
    message: 'No policy bundle is in force yet, and the request is refused.',
  })
  expect(() => live.decide(input)).toThrow(refusal)
  expect(() => live.revision).toThrow(refusal)
})

test('a bundle is in force once it is on record, and decides from then on', async () => {
  const { live, store, seen } = start()
  expect(await live.activate(named('r1', 1))).toBe(true)
  expect([live.revision, live.decide(input).bundle]).toEqual(['r1', 'r1'])
  expect(live.current).toEqual({ revision: 'r1', sequence: 1, activatedAt: NOW })
  await live.activate(named('r2'.padEnd(3, 'a'), 2))
  expect(live.decide(input).bundle).toBe('r2a')
  expect(store.changes).toEqual([
    { kind: 'activated', revision: 'r1', sequence: 1, reason: null, at: NOW },
    { kind: 'activated', revision: 'r2a', sequence: 2, reason: null, at: NOW + 1 },
  ])
  expect(seen).toEqual(['r1 1 0', 'r2a 2 1'])
})

test('with the same bytes nothing happens', async () => {
  const { live, store, seen } = start()
  await live.activate(named('r1'))
  expect(await live.activate(named('r1'))).toBe(false)
  expect([store.changes.length, seen.length]).toEqual([1, 1])
})

test('a bundle that is broken is refused, on record once, and what was in force stays', async () => {
  const { live, store, seen } = start()
  await live.activate(named('r1'))
  const broken = { code: 'ERR_POLICY_BUNDLE', message: "The policy bundle can't be read: broken" }
  for (const _ of [1, 2, 3]) await expect(live.activate(Buffer.from('broken'))).rejects.toMatchObject(broken)
  expect(live.decide(input).bundle).toBe('r1')
  expect(live.current).toMatchObject({ revision: 'r1' })
  await expect(live.activate(Buffer.from('another'))).rejects.toMatchObject({ code: 'ERR_POLICY_BUNDLE' })
  await expect(live.activate(Buffer.from('broken'))).rejects.toMatchObject(broken)
  const reason = (text: string) => `ERR_POLICY_BUNDLE: The policy bundle can't be read: ${text}`
  expect(store.changes.slice(1)).toMatchObject([
    { kind: 'refused', revision: null, sequence: null, reason: reason('broken') },
    { kind: 'refused', reason: reason('another') },
    { kind: 'refused', reason: reason('broken') },
  ])
  expect(seen).toEqual(['r1 null 0', ...Array.from({ length: 5 }, () => 'ERR_POLICY_BUNDLE')])
})

test('a bundle below the floor is refused, with both numbers and the way back', async () => {
  const { live, store } = start()
  await live.activate(named('r7', 7))
  await expect(live.activate(named('r6', 6))).rejects.toMatchObject({
    code: 'ERR_POLICY_ROLLBACK',
    message: 'The policy bundle "r6" has the sequence 6, and none below 7 is taken.',
    fix: 'To go back to it: sallyport policy accept --sequence 6 --reason <why>',
  })
  await expect(live.activate(named('r'))).rejects.toMatchObject({
    code: 'ERR_POLICY_ROLLBACK',
    message: 'The policy bundle "r" has no sequence, and none below 7 is taken.',
    fix: 'Number it: metadata.sequence in .manifest.',
  })
  expect(live.revision).toBe('r7')
  expect(store.changes.slice(1)).toMatchObject([
    { kind: 'refused', revision: 'r6', sequence: 6 },
    { kind: 'refused', revision: 'r', sequence: null },
  ])
  store.floor = 6
  expect(await live.activate(named('r6', 6))).toBe(true)
})

test('while the database is away nothing changes; once it is back, the bundle is put in force', async () => {
  const { live, store, seen } = start()
  await live.activate(named('r1'))
  store.away = true
  await expect(live.activate(named('r2'))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
  await expect(live.activate(Buffer.from('broken'))).rejects.toMatchObject({ code: 'ERR_POLICY_BUNDLE' })
  expect(live.decide(input).bundle).toBe('r1')
  store.away = false
  await expect(live.activate(Buffer.from('broken'))).rejects.toMatchObject({ code: 'ERR_POLICY_BUNDLE' })
  expect(await live.activate(named('r2'))).toBe(true)
  expect(store.changes.map(({ kind, revision }) => [kind, revision])).toEqual([
    ['activated', 'r1'],
    ['refused', null],
    ['activated', 'r2'],
  ])
  expect(seen).toEqual([
    'r1 null 0',
    'ERR_STORE_UNAVAILABLE',
    'ERR_POLICY_BUNDLE',
    'ERR_POLICY_BUNDLE',
    expect.stringMatching(/^r2 null /),
  ])
})

test('each bundle is verified as the configuration says at the time', async () => {
  const keys = makeKeys('HS256')
  const given: (Verification | null)[] = []
  const verifications: (Verification | null)[] = [verificationBy(keys), null]
  const { live, store } = start({
    load: (archive, verification) => {
      given.push(verification)
      return loadNamed(archive)
    },
    verification: async () => {
      if (verifications.length === 0) throw new Error('no key')
      return verifications.shift()!
    },
  })
  await live.activate(named('r1'))
  await live.activate(named('r2'))
  expect(given).toEqual([verificationBy(keys), null])
  await expect(live.activate(named('r3'))).rejects.toMatchObject({ code: 'ERR_INTERNAL' })
  expect(live.revision).toBe('r2')
  expect(store.changes.length).toBe(2)
})

test('bundles come into force in the order in which they were offered, however long each takes', async () => {
  const waiting: (() => void)[] = []
  const loads: string[] = []
  const { live, seen } = start({
    load: async (archive) => {
      loads.push(archive.toString())
      await new Promise<void>((resolve) => waiting.push(resolve))
      return loadNamed(archive)
    },
  })
  const offered = [named('r1'), Buffer.from('broken'), named('r2')].map((archive) =>
    live.activate(archive).catch(() => null),
  )
  for (let done = 0; done < 3; done++) {
    while (waiting.length === 0) await new Promise(setImmediate)
    expect(loads.length).toBe(done + 1)
    waiting.shift()!()
    await offered[done]
  }
  expect(seen.map((it) => it.split(' ')[0])).toEqual(['r1', 'ERR_POLICY_BUNDLE', 'r2'])
})

test('10,000 decisions under way across 50 changes: each by a bundle that was in force meanwhile, and none is lost', async () => {
  const { live } = start()
  const inForce = ['r0']
  await live.activate(named('r0', 0))
  let left = 10_000
  const wrong: string[] = []
  const decide = async (index: number): Promise<void> => {
    const first = inForce.length - 1
    for (let turns = index % 7; turns > 0; turns--) await new Promise(setImmediate)
    const decision = live.decide(input)
    // What is recorded as in force is at most one step behind what is.
    if (!inForce.slice(first).includes(decision.bundle) && decision.bundle !== `r${inForce.length}`)
      wrong.push(decision.bundle)
    left--
  }
  const decisions: Promise<void>[] = []
  for (let change = 1; change <= 50; change++) {
    for (let index = 0; index < 200; index++) decisions.push(decide(index))
    if (change % 10 === 0)
      await expect(live.activate(Buffer.from('broken'))).rejects.toMatchObject({ code: 'ERR_POLICY_BUNDLE' })
    await live.activate(named(`r${change}`, change))
    inForce.push(`r${change}`)
    await new Promise(setImmediate)
  }
  await Promise.all(decisions)
  expect([left, wrong]).toEqual([0, []])
  expect(live.decide(input).bundle).toBe('r50')
})

test('other questions go to the bundle in force as well', async () => {
  const { live } = start({
    load: async () => ({
      policy: { revision: 'r1', decide: () => null as never, ask: (entrypoint, input) => [entrypoint, input] },
      revision: 'r1',
      sequence: null,
    }),
  })
  expect(() => live.ask!('system/log/mask', {})).toThrow(expect.objectContaining({ code: 'ERR_POLICY_MISSING' }))
  await live.activate(named('r1'))
  expect(live.ask!('system/log/mask', { a: 1 })).toEqual(['system/log/mask', { a: 1 }])
})
