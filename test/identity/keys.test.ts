import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Timing } from '../../src/core/timing.ts'
import { createKeySet } from '../../src/identity/keys.ts'

let now: number
let asleep: { until: number; wake: () => void }[]
let published: JWK[]
let reads: number
let broken: Error | null
/** Readings that the test ends itself, where it holds them. */
let held: (() => void)[] | null
let keys: JWK[]

const timing: Timing = {
  now: () => now,
  random: () => 0,
  sleep: (milliseconds) => new Promise((wake) => asleep.push({ until: now + milliseconds, wake })),
}

beforeAll(async () => {
  keys = await Promise.all(
    ['old', 'new', 'newer'].map(async (kid) => {
      const { publicKey } = await generateKeyPair('ES256', { extractable: true })
      return { ...(await exportJWK(publicKey)), kid }
    }),
  )
})
beforeEach(() => {
  now = 1_000_000
  asleep = []
  published = [keys[0]!]
  reads = 0
  broken = null
  held = null
})

const settled = () => new Promise((resolve) => setImmediate(resolve))
async function pass(milliseconds: number): Promise<void> {
  await settled()
  now += milliseconds
  for (const { wake } of asleep.filter(({ until }) => until <= now)) wake()
  asleep = asleep.filter(({ until }) => until > now)
  await settled()
}

/** Looks a key up by its id: resolves to `found`, or to what was thrown. */
function lookUp() {
  const set = createKeySet(async () => {
    reads++
    const answer = published
    if (held !== null) await new Promise<void>((resolve) => held!.push(resolve))
    if (broken !== null) throw broken
    return answer
  }, timing)
  return (kid: string): Promise<string> =>
    Promise.resolve(set({ alg: 'ES256', kid }, { payload: '', signature: '' })).then(
      () => 'found',
      (error: Error & { code?: string }) => error.code ?? error.message,
    )
}
const UNKNOWN = 'ERR_JWKS_NO_MATCHING_KEY'

test('keys are read once, however many ask for them', async () => {
  const find = lookUp()
  expect(await Promise.all(Array.from({ length: 50 }, () => find('old')))).toEqual(Array(50).fill('found'))
  await pass(599_999)
  expect([await find('old'), reads]).toEqual(['found', 1])
})

test('a new key passes though the keys were read a moment ago, and many such tokens cost one reading', async () => {
  const find = lookUp()
  await find('old')
  published = [keys[0]!, keys[1]!]
  await pass(1)
  const all = Promise.all(Array.from({ length: 200 }, () => find('new')))
  await pass(4_998)
  expect(reads).toBe(1)
  await pass(1)
  expect(await all).toEqual(Array(200).fill('found'))
  expect(await find('old')).toBe('found')
  published = [keys[1]!]
  await pass(600_000)
  expect(await find('new')).toBe('found')
  const gone = find('old')
  await pass(5_000)
  expect([await gone, reads]).toEqual([UNKNOWN, 4])
})

test('a flood of unknown keys costs a reading a cooldown, and those with a known key wait for nothing', async () => {
  const find = lookUp()
  await find('old')
  const flood: Promise<string>[] = []
  for (let second = 0; second < 20; second++) {
    for (let token = 0; token < 50; token++) flood.push(find(`made-up-${second}-${token}`))
    expect(await find('old')).toBe('found')
    await pass(1_000)
  }
  expect(reads).toBe(5)
  await pass(5_000)
  expect(await Promise.all(flood)).toEqual(Array(1_000).fill(UNKNOWN))
})

test('a token waits for a reading that began after it came', async () => {
  const find = lookUp()
  await find('old')
  await pass(5_000)
  held = []
  const early = find('other')
  await settled()
  expect(held).toHaveLength(1)
  published = [keys[0]!, keys[1]!]
  const late = find('new')
  await settled()
  held.shift()!()
  held = null
  await pass(5_000)
  expect([await early, await late, reads]).toEqual([UNKNOWN, 'found', 3])
})

test('one that comes during a reading is content with it where it has its key', async () => {
  const find = lookUp()
  await find('old')
  await pass(5_000)
  published = [keys[0]!, keys[1]!]
  held = []
  const both = Promise.all([find('new'), settled().then(() => find('new'))])
  await settled()
  await settled()
  held.shift()!()
  expect([await both, reads]).toEqual([['found', 'found'], 2])
})

test('more than can wait are told so; a known key never is', async () => {
  const find = lookUp()
  await find('old')
  const waiting = Array.from({ length: 1_000 }, (_, token) => find(`made-up-${token}`))
  await settled()
  expect(await find('one too many')).toBe('too many tokens wait for the keys of their issuer')
  expect(await find('old')).toBe('found')
  await pass(5_000)
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([UNKNOWN]))
  const next = find('new')
  published = [keys[1]!]
  await pass(5_000)
  expect(await next).toBe('found')
})

test('while the issuer is down its keys are used for an hour, and it is asked again now and then', async () => {
  const find = lookUp()
  await find('old')
  broken = new Error('down')
  await pass(600_000)
  expect([await find('old'), reads]).toEqual(['found', 2])
  expect([await find('old'), reads]).toEqual(['found', 2])
  await pass(1_000)
  expect([await find('old'), reads]).toEqual(['found', 3])
  await pass(2_998_999)
  expect([await find('old'), reads]).toEqual(['found', 4])
  await pass(1_000)
  expect([await find('old'), reads]).toEqual(['down', 5])
  expect(await find('old')).toBe('the issuer could not be asked a moment ago')
  broken = null
  await pass(1_000)
  expect([await find('old'), reads]).toEqual(['found', 6])
})

test('an issuer that was never reached is asked again a second later, once for all who wait', async () => {
  const find = lookUp()
  broken = new Error('down')
  expect(await find('old')).toBe('down')
  const both = Promise.all([find('old'), find('old')])
  broken = null
  await pass(999)
  expect(reads).toBe(1)
  await pass(1)
  expect([await both, reads]).toEqual([['found', 'found'], 2])
})

test('a token with a new key is told of the failure, not that its key is wrong', async () => {
  const find = lookUp()
  await find('old')
  await pass(5_000)
  broken = new Error('down')
  expect(await find('new')).toBe('down')
  expect(await find('old')).toBe('found')
})
