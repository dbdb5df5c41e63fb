import { readdirSync, readFileSync } from 'node:fs'
import { openSession } from '../../scripts/sample/session.ts'
import type { World } from '../../scripts/sample/world.ts'
import type { SessionStore } from '../../src/core/ports.ts'
import { createSessions } from '../../src/identity/sessions.ts'
import { aSession } from '../support/rows.ts'
import { cpuSeconds, median } from './machine.ts'

const EXCHANGES = 1_500
const AT_ONCE = 16
const ROUNDS = 3

/** What exchanging ID tokens costs, PostgreSQL and RS256 included. */
export interface ExchangeFigures {
  /** By the clock, beside whatever else runs. */
  readonly rate: number
  /** What one core's whole time would be enough for: the gateway's and its database's CPU time taken together. */
  readonly perCore: number
}

/** Exchanges fresh tokens at `POST /oauth/token`, many at once; medians of three rounds after one to warm up. */
export async function exchangesPerSecond({ gateway, issuer, urls }: World): Promise<ExchangeFigures> {
  const rounds: ExchangeFigures[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const tokens: string[] = []
    while (tokens.length < EXCHANGES) tokens.push(await issuer.idToken())
    const before = cpuOfAll(gateway.pid!)
    const start = performance.now()
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let token = tokens.pop(); token !== undefined; token = tokens.pop()) await openSession(urls.agents, token)
      }),
    )
    const seconds = (performance.now() - start) / 1000
    const figures = { rate: EXCHANGES / seconds, perCore: EXCHANGES / (cpuOfAll(gateway.pid!) - before) }
    if (round > 0) rounds.push(figures)
  }
  return { rate: median(rounds.map(({ rate }) => rate)), perCore: median(rounds.map(({ perCore }) => perCore)) }
}

/** Microseconds of CPU that it takes to know whose a session token is, once it was seen. */
export async function identifyMicroseconds(): Promise<number> {
  const session = aSession({ expiresAt: Number.MAX_SAFE_INTEGER })
  const sessions = createSessions({ findByToken: async () => session } as unknown as SessionStore, Date.now)
  const tokens = Array.from({ length: 1_000 }, () => `sallyport_${crypto.randomUUID()}${crypto.randomUUID()}`)
  const times: number[] = []
  for (let round = 0; round < 30; round++) {
    const before = process.cpuUsage()
    for (let turn = 0; turn < 20; turn++) for (const token of tokens) await sessions.identify(token)
    const { user, system } = process.cpuUsage(before)
    if (round >= 5) times.push((user + system) / 20_000)
  }
  return median(times)
}

/** CPU seconds of a process and of all that it started. */
function cpuOfAll(pid: number): number {
  return cpuSeconds(pid) + childrenOf(pid).reduce((sum, child) => sum + cpuOfAll(child), 0)
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number)
}

function parentOf(name: string): number {
  try {
    return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ')[1])
  } catch {
    return Number.NaN
  }
}
