import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { openSession } from '../../scripts/sample/session.ts'
import { startWorld } from '../../scripts/sample/world.ts'
import { createDesk } from '../../src/approvals/desk.ts'
import { realTiming } from '../../src/core/timing.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { embeddedBinaries } from '../../src/store/binaries.ts'
import { startCluster } from '../../src/store/cluster.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openNotices } from '../../src/store/notices.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { openPool } from '../../src/store/pool.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { createTell, tellingApprovals } from '../../src/store/telling.ts'
import { startReplica } from '../e2e/gate.ts'
import { aBallot, aDemand, anyHash, aRequirement, aSession, aVoter } from '../support/rows.ts'
import type { Holding } from './holders.ts'
import { cpuSeconds, median, residentMiB } from './machine.ts'

const SESSIONS = 1_000
/** Of each session: fewer than the default policy takes for a blast. */
const REQUESTS = 10
const HOLDS = SESSIONS * REQUESTS
const VOTERS = 20
const ROUNDS = 20

/** What 10,000 requests cost that wait for people. */
export interface HoldFigures {
  readonly kibPerHold: number
  /** Of one core, while nothing happens. */
  readonly idlePercent: number
  /** Seconds from the first of as many answers until the last client has its own. */
  readonly releaseSeconds: number
}

/** 10,000 plain requests, held at once, then answered one by one. */
export async function holdFigures(directory: string): Promise<HoldFigures> {
  const upstream = http.createServer((_req, res) => void res.end('gone'))
  await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  const world = await startWorld({
    directory,
    more: `  - { name: things, protocol: http, upstream: "${origin}" }
approvals: { wait_seconds: 3600 }
session: { seconds: 3600 }
`,
  })
  const { pid } = world.gateway
  const holds = async () => {
    const text = await (await fetch(`${world.urls.status}/metrics`)).text()
    return Number(/^sallyport_holds (\d+)$/m.exec(text)![1])
  }
  const held = async (sessions: number) => {
    const child = fork(join(import.meta.dirname, 'holders.ts'))
    const tokens: string[] = []
    while (tokens.length < sessions) {
      const run = await world.issuer.idToken({ run_id: `${sessions}-${tokens.length}` })
      tokens.push(await openSession(world.urls.agents, run))
    }
    child.send({ url: `${world.urls.agents}/c/things`, tokens, requests: REQUESTS } satisfies Holding)
    const over = once(child, 'message') as Promise<[Record<number, number>]>
    while ((await holds()) < sessions * REQUESTS) await sleep(200)
    await sleep(5_000)
    return { over }
  }
  // What is loaded and compiled at its first use is no hold's.
  const { over: warm } = await held(SESSIONS / 50)
  await answerAll(world.urls.people, world.operatorToken)
  await warm
  await sleep(5_000)
  const before = residentMiB(pid!)
  const { over } = await held(SESSIONS)
  const kibPerHold = ((residentMiB(pid!) - before) * 1024) / HOLDS
  const cpu = cpuSeconds(pid!)
  await sleep(10_000)
  const idlePercent = (cpuSeconds(pid!) - cpu) * 10
  const start = performance.now()
  await answerAll(world.urls.people, world.operatorToken)
  const [statuses] = await over
  const releaseSeconds = (performance.now() - start) / 1000
  if (statuses[200] !== HOLDS) throw new Error(`not all were answered: ${JSON.stringify(statuses)}`)
  await world.close()
  upstream.closeAllConnections()
  upstream.close()
  return { kibPerHold, idlePercent, releaseSeconds }
}

/** Approves whatever is pending, each by a request of its own. */
async function answerAll(people: string, operator: string): Promise<void> {
  const headers = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' }
  for (;;) {
    const listed = await (await fetch(`${people}/approvals?limit=1000`, { headers })).json()
    const pending = (listed as { approvals: { id: string; state: string }[] }).approvals.filter(
      ({ state }) => state === 'pending',
    )
    if (pending.length === 0) return
    await Promise.all(
      Array.from({ length: VOTERS }, async () => {
        for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
          await fetch(`${people}/approvals/${next.id}/votes`, { method: 'POST', headers, body: '{"answer":"approve"}' })
        }
      }),
    )
  }
}

/** Milliseconds of a vote, 99 of 100, while 50 people a second vote on ten approvals. */
export async function voteMilliseconds(directory: string): Promise<number> {
  const cluster = await startCluster(await embeddedBinaries(), directory)
  const pool = await openPool(cluster.url, { size: 10 })
  await migrate(pool)
  const session = aSession({ expiresAt: Date.now() + 3_600_000 })
  await createSessionStore(pool).create(session, anyHash(), { hash: anyHash(), expiresAt: Date.now() })
  const notices = openNotices(cluster.url, realTiming, console.error)
  const desk = createDesk({
    ...{
      store: tellingApprovals(createApprovalStore(pool), createTell(pool, console.error)),
      people: createPeopleStore(pool),
      notices,
      timing: realTiming,
    },
    ...{
      tellsApart: true,
      mostPending: 1_000,
      observer: { asked() {}, closed() {}, voted() {} },
      report: console.error,
    },
  })
  const requirements = [aRequirement({ quorum: 1_000 })] as const
  const approvals = await Promise.all(Array.from({ length: 10 }, () => desk.ask(aDemand(session, { requirements }))))
  const times: number[] = []
  const votes: Promise<void>[] = []
  // The first hundred open connections, and have things compiled.
  for (let vote = 0; vote < 600; vote++) {
    if (vote === 100) times.length = 0
    votes.push(
      (async () => {
        const start = performance.now()
        await desk.vote(approvals[vote % 10]!.id, aBallot(aVoter(`p${vote}@shop.test`)))
        times.push(performance.now() - start)
      })(),
    )
    await sleep(20)
  }
  await Promise.all(votes)
  await Promise.all([desk.close(), notices.close()])
  await pool.end()
  await cluster.stop()
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)]!
}

/** Milliseconds from an answer at one gateway until a request that another one held is through: the middle, and the most. */
export async function releaseMilliseconds(directory: string): Promise<{ median: number; most: number }> {
  const upstream = http.createServer((_req, res) => void res.end('gone'))
  await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  await mkdir(directory, { recursive: true, mode: 0o711 })
  const cluster = await startCluster(await embeddedBinaries(), join(directory, 'postgres'))
  const environment = { BENCH_DATABASE_URL: cluster.url }
  const world = await startWorld({
    ...{ directory: join(directory, 'one'), store: '{ url: "env:BENCH_DATABASE_URL" }', environment },
    more: `  - { name: things, protocol: http, upstream: "${origin}" }\n`,
  })
  const other = join(directory, 'other')
  await mkdir(other)
  const replica = await startReplica(world, other, environment)
  const token = await openSession(world.urls.agents, await world.issuer.idToken())
  const headers = { authorization: `Bearer ${world.operatorToken}`, 'content-type': 'application/json' }
  const pending = async () => {
    const listed = await (await fetch(`${world.urls.people}/approvals`, { headers })).json()
    return (listed as { approvals: { id: string; state: string }[] }).approvals.find((it) => it.state === 'pending')
  }
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const through = fetch(`${replica.url}/c/things/v1/deployments/${round}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    }).then(async (answer) => {
      await answer.text()
      return performance.now()
    })
    let asked = await pending()
    while (asked === undefined) asked = await pending()
    await sleep(300)
    const start = performance.now()
    await fetch(`${world.urls.people}/approvals/${asked.id}/votes`, {
      method: 'POST',
      headers,
      body: '{"answer":"approve"}',
    })
    times.push((await through) - start)
  }
  await replica.close()
  await world.close()
  await cluster.stop()
  upstream.closeAllConnections()
  upstream.close()
  return { median: median(times), most: Math.max(...times) }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
