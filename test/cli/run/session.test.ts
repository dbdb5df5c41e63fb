import type { Granted } from '../../../src/cli/run/gateway.ts'
import { openSession } from '../../../src/cli/run/session.ts'
import { GatewayError } from '../../../src/core/errors.ts'
import type { Timing } from '../../../src/core/timing.ts'
import { NOON } from '../../support/rows.ts'

/** A clock that goes by what is slept, as far as `until` seconds; then sleep waits to be aborted. */
function clock(until: number) {
  let now = NOON
  const slept: number[] = []
  const timing: Timing = {
    now: () => now,
    random: () => 1,
    sleep: (milliseconds, signal) => {
      if (now + milliseconds > NOON + until * 1000) {
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
      }
      now += milliseconds
      slept.push(milliseconds)
      return Promise.resolve()
    },
  }
  return { timing, slept }
}

type Exchange = (idToken: string, actor?: string) => Promise<Granted>

function world(exchange: Exchange, until: number, renews = true, leases?: string) {
  const said: string[] = []
  const calls: string[] = []
  let tokens = 0
  const { timing, slept } = clock(until)
  const gateway = {
    exchange: (idToken: string, { actor, leases }: { actor?: string; leases?: string } = {}) => {
      calls.push([idToken, ...(actor ? ['for', actor] : []), ...(leases ? [leases] : [])].join(' '))
      return exchange(idToken, actor)
    },
    revoke: async (token: string) => void calls.push(`revoke ${token}`),
  }
  const source = { name: 'the test', renews, read: async (audience: string) => `${audience}-${++tokens}` }
  const say = (sentence: string) => void said.push(sentence)
  return { open: () => openSession({ gateway, source, audience: 'id', leases, timing, say }), said, calls, slept }
}

const granted: Granted = { token: 't', session: 's-1', expiresIn: 90, variables: { KEY: 'k' } }
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a session is renewed after two thirds of its life, until it ends', async () => {
  const { open, calls, slept, said } = world(async () => granted, 120)
  const session = await open()
  await settled()
  expect([session.id, session.token(), session.expiresAt()]).toEqual(['s-1', 't', NOON + 120_000 + 90_000])
  expect(session.variables).toEqual({ KEY: 'k' })
  expect(slept).toEqual([60_000, 60_000])
  expect(await session.end()).toBe(true)
  expect(calls).toEqual(['id-1', 'id-2 for t', 'id-3 for t', 'revoke t'])
  expect(said).toEqual([])
})

test('what it is narrowed to is asked for once, with its first token', async () => {
  const { open, calls } = world(async () => granted, 70, true, '[{}]')
  await open()
  await settled()
  expect(calls).toEqual(['id-1 [{}]', 'id-2 for t'])
})

test('at its maximum it is renewed no more', async () => {
  const exchange: Exchange = async (_, actor) => (actor === undefined ? granted : { ...granted, expiresIn: 30 })
  const { open, calls, said } = world(exchange, 600)
  await open()
  await settled()
  expect(calls).toEqual(['id-1', 'id-2 for t'])
  expect(said).toEqual(['the session has been renewed as far as it may: it ends at 2040-01-02T12:01:30.345Z'])
})

test('a renewal that fails is tried again, and said once', async () => {
  let failures = 3
  const exchange: Exchange = async (_, actor) => {
    if (actor !== undefined && failures-- > 0) throw new GatewayError('ERR_STORE_UNAVAILABLE', 'Away.')
    return granted
  }
  const { open, slept, said } = world(exchange, 70)
  const session = await open()
  await settled()
  await settled()
  expect(slept).toEqual([60_000, 1_000, 2_000, 4_000])
  expect(said).toEqual(['the session is not renewed yet, trying again: ERR_STORE_UNAVAILABLE: Away.'])
  expect(session.expiresAt()).toBe(NOON + 67_000 + 90_000)
})

test('one that can not succeed any more is given up', async () => {
  const exchange: Exchange = async (_, actor) => {
    if (actor !== undefined) throw new GatewayError('ERR_SESSION_ENDED', 'The session has ended.')
    return granted
  }
  const { open, calls, said } = world(exchange, 600)
  await open()
  await settled()
  expect([calls.length, said]).toEqual([2, ["the session can't be renewed: ERR_SESSION_ENDED: The session has ended."]])
})

test('a token that serves once is not asked for again, and people are told', async () => {
  const { open, calls, said } = world(async () => granted, 600, false)
  await open()
  await settled()
  expect(calls).toEqual(['id-1'])
  expect(said).toEqual(['the ID token of the test serves once: the session ends at 2040-01-02T12:01:30.345Z'])
})

test('what passes is tried again at the start; a refusal is not', async () => {
  let failures = 2
  const away = world(async () => {
    if (failures-- > 0) throw new GatewayError('ERR_GATEWAY_UNAVAILABLE', 'Away.')
    return granted
  }, 10)
  await away.open()
  expect([away.calls, away.slept]).toEqual([
    ['id-1', 'id-2', 'id-3'],
    [250, 500],
  ])
  const refused = world(async () => {
    throw new GatewayError('ERR_TOKEN_AGENT', 'Nobody.')
  }, 10)
  await expect(refused.open()).rejects.toMatchObject({ code: 'ERR_TOKEN_AGENT' })
  expect(refused.calls).toEqual(['id-1'])
})
