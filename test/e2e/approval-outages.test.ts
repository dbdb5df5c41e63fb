import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'slonik'
import type { Approval } from '../../src/core/approval.ts'
import { type Cluster, startCluster } from '../../src/store/cluster.ts'
import { openPool } from '../../src/store/pool.ts'
import { binaries } from '../support/binaries.ts'
import { type Gate, type Replica, startGate } from './gate.ts'

let directory: string
let cluster: Cluster
let gate: Gate
let here: Door
let there: Replica & Door
let runs = 0

/** A gateway, as agents and as people come to it. */
interface Door {
  readonly url: string
  readonly people: string
  readonly operatorToken: string
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-outages-'))
  cluster = await startCluster(await binaries(), directory)
  gate = await startGate({ store: cluster.url, more: 'approvals: { wait_seconds: 60 }\n' })
  const { urls, operatorToken } = gate.world
  here = { url: urls.agents, people: urls.people, operatorToken }
  there = await gate.replica()
}, 60_000)
afterAll(async () => {
  await gate.close()
  await cluster.stop()
  await rm(directory, { recursive: true, force: true })
})

/** What is held: a deployment of a version, each asked for in a run of its own. */
function held(door: Door, token: string, version: number) {
  return fetch(`${door.url}/c/api/v1/deployments`, {
    method: 'POST',
    body: `{"version": ${version}}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
}

async function people(
  door: Door,
  path: string,
  body?: object,
): Promise<{ status: number; body: Approval & { code?: string } }> {
  const answer = await fetch(`${door.people}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${door.operatorToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Approval & { code?: string } }
}

async function askedAt(door: Door, since: number): Promise<string> {
  for (let tries = 0; tries < 400; tries++) {
    const { body } = await people(door, '/approvals').catch(() => ({ body: null }))
    const listed = (body as unknown as { approvals?: readonly Approval[] } | null)?.approvals ?? []
    const found = listed.find(({ askedAt: at, state }) => at >= since && state === 'pending')
    if (found !== undefined) return found.id
    await sleep(25)
  }
  throw new Error('nothing was asked')
}

/** Denies what is asked about beside one approval, until something has come: what is held longer than that tells no more. */
async function deniedUntil<T>(something: Promise<T>, door: Door, allowed: string): Promise<T> {
  let come = false
  const coming = something.finally(() => {
    come = true
  })
  while (!come) {
    const { body } = await people(door, '/approvals')
    const listed = (body as unknown as { approvals: readonly Approval[] }).approvals
    for (const { id } of listed.filter(({ id, state }) => state === 'pending' && id !== allowed))
      await people(door, `/approvals/${id}/votes`, { answer: 'deny', reason: 'once is enough' })
    await Promise.race([coming, sleep(50)])
  }
  return coming
}

const session = () => gate.session({ run_id: `outage-${++runs}` })
const deployments = () => gate.world.upstream.requests.filter((request) => request === 'POST /v1/deployments').length
const stateOf = async (door: Door, id: string) => (await people(door, `/approvals/${id}`)).body.state

/** The server ends as by a power cut: its processes at once, its files as they are. */
async function killPostgres(): Promise<{ restart(): Promise<void> }> {
  const port = Number(new URL(cluster.url).port)
  const pid = Number((await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
  process.kill(pid, 'SIGKILL')
  await cluster.stop()
  return {
    async restart() {
      // Backends notice that their postmaster is gone, and let go of the memory they shared.
      for (let tries = 0; ; tries++) {
        try {
          cluster = await startCluster(await binaries(), directory, { port })
          return
        } catch (thrown) {
          if (tries === 50) throw thrown
          await sleep(100)
        }
      }
    },
  }
}

test('an answer at one gateway releases what another holds', async () => {
  const before = deployments()
  const since = Date.now()
  const waiting = held(there, await session(), 1)
  const id = await askedAt(here, since)
  expect((await people(here, `/approvals/${id}/votes`, { answer: 'approve' })).status).toBe(201)
  expect((await waiting).status).toBe(201)
  expect([deployments(), await stateOf(there, id)]).toEqual([before + 1, 'used'])
}, 60_000)

test('a connection that listens is lost: what was answered meanwhile is found, and what comes after is heard', async () => {
  const since = Date.now()
  const waiting = held(there, await session(), 2)
  const id = await askedAt(here, since)
  const pool = await openPool(cluster.url, { size: 1 })
  await pool.query(sql.unsafe`
    select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %' and pid <> pg_backend_pid()`)
  await pool.end()
  await people(here, `/approvals/${id}/votes`, { answer: 'approve' })
  expect((await waiting).status).toBe(201)
}, 60_000)

test('the gateway that holds is killed: nothing is approved by that, and the retry elsewhere joins and passes once', async () => {
  const before = deployments()
  const since = Date.now()
  const token = await session()
  const waiting = held(here, token, 3).catch(() => 'gone')
  const id = await askedAt(there, since)
  gate.world.gateway.kill('SIGKILL')
  await once(gate.world.gateway, 'exit')
  expect(await waiting).toBe('gone')
  expect(await stateOf(there, id)).toBe('pending')
  const again = held(there, token, 3)
  await sleep(300)
  await people(there, `/approvals/${id}/votes`, { answer: 'approve' })
  expect((await again).status).toBe(201)
  expect([deployments(), await stateOf(there, id)]).toEqual([before + 1, 'used'])
  await gate.world.restart()
}, 60_000)

test('killed just after people approved: the answer waits for the retry, and is used once', async () => {
  const before = deployments()
  const since = Date.now()
  const token = await session()
  const first = new AbortController()
  const waiting = fetch(`${here.url}/c/api/v1/deployments`, {
    method: 'POST',
    body: '{"version": 4}',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: first.signal,
  }).catch(() => 'gone')
  const id = await askedAt(there, since)
  first.abort()
  await waiting
  gate.world.gateway.kill('SIGKILL')
  await once(gate.world.gateway, 'exit')
  await people(there, `/approvals/${id}/votes`, { answer: 'approve' })
  expect(await stateOf(there, id)).toBe('approved')
  const both = Promise.all([held(there, token, 4), held(there, token, 4)])
  const two = await deniedUntil(both, there, id)
  expect(two.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1)
  expect(deployments()).toBe(before + 1)
  await gate.world.restart()
}, 120_000)

test('Postgres is killed while a request is held: votes are refused in words until it is back, and none is lost', async () => {
  const before = deployments()
  const since = Date.now()
  const waiting = held(there, await session(), 5)
  const id = await askedAt(here, since)
  const { restart } = await killPostgres()
  const refused = await people(there, `/approvals/${id}/votes`, { answer: 'approve' })
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    503,
    expect.stringContaining('ERR_STORE_UNAVAILABLE'),
  ])
  const other = await held(here, 'sallyport_nobody', 6)
  expect([other.status, await other.text()]).toEqual([503, expect.stringContaining('ERR_STORE_UNAVAILABLE')])
  await restart()
  expect(await stateOf(here, id)).toBe('pending')
  expect((await people(here, `/approvals/${id}/votes`, { answer: 'approve' })).status).toBe(201)
  expect((await waiting).status).toBe(201)
  expect([deployments(), await stateOf(here, id)]).toEqual([before + 1, 'used'])
}, 120_000)

test('Postgres is killed just after people approved: the answer stands, and the request passes with it', async () => {
  const before = deployments()
  const since = Date.now()
  const token = await session()
  const gone = new AbortController()
  const waiting = fetch(`${there.url}/c/api/v1/deployments`, {
    method: 'POST',
    body: '{"version": 7}',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: gone.signal,
  }).catch(() => 'gone')
  const id = await askedAt(here, since)
  gone.abort()
  await waiting
  await people(here, `/approvals/${id}/votes`, { answer: 'approve', reason: 'before the loss' })
  const { restart } = await killPostgres()
  await restart()
  const kept = await people(there, `/approvals/${id}`)
  expect(kept.body).toMatchObject({ state: 'approved', votes: [{ person: 'operator', reason: 'before the loss' }] })
  expect((await held(there, token, 7)).status).toBe(201)
  expect([deployments(), await stateOf(there, id)]).toEqual([before + 1, 'used'])
}, 120_000)

test('the gateway that was answered at is killed before the one that holds has heard: it finds the answer', async () => {
  const before = deployments()
  const since = Date.now()
  const waiting = held(here, await session(), 8)
  const id = await askedAt(there, since)
  await people(there, `/approvals/${id}/votes`, { answer: 'approve' })
  await there.kill()
  expect((await waiting).status).toBe(201)
  expect(deployments()).toBe(before + 1)
}, 60_000)
