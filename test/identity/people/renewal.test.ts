import { randomBytes } from 'node:crypto'
import { GatewayError } from '../../../src/core/errors.ts'
import type { Login, Person } from '../../../src/core/login.ts'
import type { Timing } from '../../../src/core/timing.ts'
import { createLogins, sha256 } from '../../../src/identity/people/logins.ts'
import type { Refreshed } from '../../../src/identity/people/provider.ts'
import { sealRefreshToken, unsealRefreshToken } from '../../../src/identity/people/refresh-token.ts'
import { createRenewal, type RenewalOptions } from '../../../src/identity/people/renewal.ts'
import { NOON } from '../../support/rows.ts'
import { memoryStore } from './memory-store.ts'

const ada: Person = {
  identities: [{ kind: 'email', name: 'ada@example.com' }],
  ...{ name: 'ada@example.com', groups: ['sre'], authenticatedAt: NOON - 5 },
}
const told: Person = {
  identities: [{ kind: 'email', name: 'ada@elsewhere.test' }],
  ...{ name: 'ada@elsewhere.test', groups: ['dev'], authenticatedAt: NOON + 1 },
}
const key = randomBytes(32)

/** Ada is logged in since noon; what the provider answers is as told. A look takes `step` of its time. */
async function start(refreshToken: string | null, changes: Partial<RenewalOptions> = {}) {
  const store = memoryStore()
  const clock = { now: NOON, step: 0 }
  let slept = 0
  const timing: Timing = {
    now: () => clock.now,
    random: () => 0,
    async sleep(milliseconds, signal) {
      const until = clock.now + milliseconds
      slept += 1
      if (slept > 2_000) throw new Error('it never came')
      await new Promise((go) => setTimeout(go, 2))
      clock.now += clock.step
      if (milliseconds > 1_000) await eventually(() => signal.aborted || clock.now >= until)
    },
  }
  const asked: (readonly [Login['door'], string])[] = []
  const logins = createLogins(store, timing.now, 28_800)
  const sealed = refreshToken === null ? null : await sealRefreshToken(refreshToken, key)
  const { token } = await logins.admit(ada, 'web', 'head.one.signature', sealed)
  const current = createRenewal({
    ...{ store, identify: logins.identify, key, timing, personOf: async () => told },
    async refresh(door, given) {
      asked.push([door, given])
      return { idToken: null, accessToken: 'a', refreshToken: `${given}+` }
    },
    ...changes,
  })
  const row = () => store.rows.get(sha256(token).toString('hex'))!
  const kept = () => store.tokens.get(sha256(token).toString('hex'))
  return { store, clock, timing, asked, logins, token, current, row, kept }
}

async function eventually(condition: () => boolean): Promise<void> {
  for (let looks = 0; !condition(); looks++) {
    if (looks === 2_000) throw new Error('it never came')
    await new Promise((go) => setTimeout(go, 2))
  }
}

/** A promise, and what settles it. */
function pending<T>() {
  return Promise.withResolvers<T>()
}
const answer = (refreshToken: string | null): Refreshed => ({ idToken: null, accessToken: 'a', refreshToken })

test('without a refresh token groups count for five minutes, and none after', async () => {
  const { clock, current, token, asked } = await start(null)
  clock.now = NOON + 299_999
  expect((await current(token, 'web'))?.groups).toEqual(['sre'])
  clock.now = NOON + 300_000
  expect(await current(token, 'web')).toMatchObject({ groups: [], name: 'ada@example.com' })
  expect(asked).toEqual([])
})

test('with one the provider is asked, ten seconds after its last answer; a login gets no more recent by it', async () => {
  const { clock, current, token, asked, row, kept } = await start('r')
  clock.now = NOON + 9_999
  expect(await current(token, 'web')).toEqual(row())
  expect(asked).toEqual([])
  clock.now = NOON + 10_000
  const renewed = await current(token, 'web')
  const { identities, name, groups } = told
  const expected = { identities, name, groups, toldAt: NOON + 10_000, authenticatedAt: NOON - 5, createdAt: NOON }
  expect(renewed).toMatchObject({ ...expected, expiresAt: NOON + 28_800_000 })
  expect([row(), await unsealRefreshToken(kept()!, key), asked]).toEqual([renewed, 'r+', [['web', 'r']]])
  clock.now = NOON + 19_999
  await current(token, 'web')
  expect(asked).toHaveLength(1)
  clock.now = NOON + 20_000
  await current(token, 'web')
  expect(asked).toEqual([
    ['web', 'r'],
    ['web', 'r+'],
  ])
})

test('an answer of the future, by another replica’s clock, isn’t taken for one of now', async () => {
  const { clock, current, token, asked } = await start('r')
  clock.now = NOON - 1
  await current(token, 'web')
  expect(asked).toHaveLength(1)
})

test('by another door, or another token, nobody is asked about', async () => {
  const { clock, current, token, asked } = await start('r')
  clock.now = NOON + 60_000
  expect([await current(token, 'cli'), await current('other', 'web'), asked]).toEqual([null, null, []])
})

test('many votes at once ask once; each refresh token is used once', async () => {
  const { promise, resolve } = pending<Refreshed>()
  const given: string[] = []
  const refresh: RenewalOptions['refresh'] = async (_door, refreshToken) => {
    given.push(refreshToken)
    return promise
  }
  const { clock, current, token, kept } = await start('r', { refresh })
  clock.now = NOON + 60_000
  const votes = Promise.all(Array.from({ length: 8 }, () => current(token, 'web')))
  await eventually(() => given.length > 0)
  resolve(answer('next'))
  expect((await votes).map((login) => login?.groups)).toEqual(Array(8).fill(['dev']))
  expect([given, await unsealRefreshToken(kept()!, key)]).toEqual([['r'], 'next'])
})

test('a provider that gives no new refresh token goes on with the old one', async () => {
  const { clock, current, token, kept } = await start('r', { refresh: async () => answer(null) })
  clock.now = NOON + 60_000
  await current(token, 'web')
  expect(await unsealRefreshToken(kept()!, key)).toBe('r')
})

test('what the provider has taken back ends the login', async () => {
  const { clock, current, token, row, kept } = await start('r', { refresh: async () => null })
  clock.now = NOON + 60_000
  await expect(current(token, 'web')).rejects.toMatchObject({
    code: 'ERR_LOGIN_REQUIRED',
    fix: 'Run: sallyport login. In a browser, open /login.',
  })
  expect([row().endedAt, kept(), await current(token, 'web')]).toEqual([NOON + 60_000, undefined, null])
})

test.each([
  new GatewayError('ERR_LOGIN_UNAVAILABLE', 'Away.'),
  new GatewayError('ERR_LOGIN_FAILED', 'Odd.'),
  new Error(),
])(
  'a provider that is away, or answers what it should not, is one that says nothing; later it may: %s',
  async (fault) => {
    let [isDown, lies] = [true, true]
    const { clock, current, token, row } = await start('r', {
      refresh: async () => (isDown ? Promise.reject(fault) : answer('next')),
      personOf: async () => (lies ? Promise.reject(fault) : told),
    })
    clock.now = NOON + 60_000
    const refused = { code: 'ERR_LOGIN_UNAVAILABLE', fix: expect.stringContaining('Nothing was counted. Retry') }
    await expect(current(token, 'web')).rejects.toMatchObject(refused)
    isDown = false
    await expect(current(token, 'web')).rejects.toMatchObject(refused)
    expect(row()).toMatchObject({ groups: ['sre'], toldAt: NOON, endedAt: null })
    lies = false
    expect((await current(token, 'web'))?.groups).toEqual(['dev'])
  },
)

test('a lie doesn’t lose the refresh token that came with it', async () => {
  const { clock, current, token, kept } = await start('r', { personOf: () => Promise.reject(new Error('a lie')) })
  clock.now = NOON + 60_000
  await expect(current(token, 'web')).rejects.toThrow()
  expect(await unsealRefreshToken(kept()!, key)).toBe('r+')
})

test('one who is slow is not waited for, nor do others wait; what comes in the end is kept', async () => {
  const { promise, resolve } = pending<Refreshed>()
  const { clock, current, token, row, kept } = await start('r', { refresh: () => promise })
  clock.now = NOON + 60_000
  clock.step = 100
  const votes = [current(token, 'web'), current(token, 'web')]
  const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'ERR_LOGIN_UNAVAILABLE' }) }
  expect(await Promise.allSettled(votes)).toEqual([refused, refused])
  expect(row().groups).toEqual(['sre'])
  resolve(answer('next'))
  await eventually(() => row().toldAt > NOON)
  expect([row().groups, await unsealRefreshToken(kept()!, key)]).toEqual([['dev'], 'next'])
})

test('whoever logs out meanwhile is out', async () => {
  for (const refreshToken of ['next', null]) {
    const { promise, resolve } = pending<Refreshed>()
    let began = false
    const refresh = async () => {
      began = true
      return promise
    }
    const { clock, current, token, logins, kept } = await start('r', { refresh })
    clock.now = NOON + 60_000
    const vote = current(token, 'web')
    await eventually(() => began)
    await logins.end(token)
    resolve(answer(refreshToken))
    await expect(vote).rejects.toMatchObject({ code: 'ERR_LOGIN_REQUIRED' })
    expect([await logins.identify(token, 'web'), kept()]).toEqual([null, undefined])
  }
})

test('a refresh token that was encrypted by another key confirms nothing', async () => {
  const { clock, current, token, asked } = await start('r', { key: randomBytes(32) })
  clock.now = NOON + 60_000
  await expect(current(token, 'web')).rejects.toMatchObject({ code: 'ERR_LOGIN_UNAVAILABLE' })
  expect(asked).toEqual([])
})
