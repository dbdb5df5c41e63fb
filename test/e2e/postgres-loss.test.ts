import { rm } from 'node:fs/promises'
import { type Cluster, startCluster } from '../../src/store/cluster.ts'
import { binaries } from '../support/binaries.ts'
import type { Gate } from './gate.ts'
import { startGateOnCluster } from './gate-on-cluster.ts'

let directory: string
let cluster: Cluster
let gate: Gate

beforeAll(async () => {
  ;({ directory, cluster, gate } = await startGateOnCluster())
}, 60_000)
afterAll(async () => {
  await gate.close()
  await cluster.stop()
  await rm(directory, { recursive: true, force: true })
})

test('Postgres gone: requests are refused in words, nothing reaches the upstream; back: service resumes', async () => {
  const token = await gate.session()
  expect((await gate.request('/c/api/before', token)).status).toBe(200)
  const port = Number(new URL(cluster.url).port)

  await cluster.stop()
  const sent = gate.world.upstream.requests.length
  const refused = await Promise.all(Array.from({ length: 20 }, () => gate.request('/c/api/during', token)))
  for (const answer of refused) {
    expect(answer.status).toBe(503)
    expect(await answer.text()).toMatch(/ERR_(STORE|JOURNAL)_UNAVAILABLE/)
  }
  expect(gate.world.upstream.requests.slice(sent)).toEqual([])
  const ready = await fetch(`${gate.world.urls.status}/readyz`)
  expect([ready.status, await ready.json()]).toEqual([
    503,
    expect.objectContaining({ status: 'unready', problems: ['ERR_STORE_UNAVAILABLE: The database did not answer.'] }),
  ])

  cluster = await startCluster(await binaries(), directory, { port })
  expect((await gate.request('/c/api/after', token)).status).toBe(200)
  expect((await fetch(`${gate.world.urls.status}/readyz`)).status).toBe(200)
}, 60_000)
