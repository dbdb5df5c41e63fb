import { mkdir } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { exchangeToken } from '../../scripts/sample/session.ts'
import { startWorld } from '../../scripts/sample/world.ts'
import { embeddedBinaries } from '../../src/store/binaries.ts'
import { startCluster } from '../../src/store/cluster.ts'
import { startReplica } from '../e2e/gate.ts'
import { median } from './machine.ts'

const ROUNDS = 20

/** Milliseconds from asking one gateway to end a session until another has cut its download: the middle, and the most. */
export async function revocationMilliseconds(directory: string): Promise<{ median: number; most: number }> {
  const endless = http.createServer((_req, res) => {
    const timer = setInterval(() => res.write('more'), 5)
    res.on('close', () => clearInterval(timer))
  })
  await new Promise<void>((resolve) => void endless.listen(0, '127.0.0.1', resolve))
  await mkdir(directory, { recursive: true })
  const cluster = await startCluster(await embeddedBinaries(), join(directory, 'postgres'))
  const environment = { BENCH_DATABASE_URL: cluster.url }
  const upstream = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`
  const world = await startWorld({
    ...{ directory: join(directory, 'one'), store: '{ url: "env:BENCH_DATABASE_URL" }', environment },
    more: `  - { name: endless, protocol: http, upstream: "${upstream}", labels: { data: public } }\n`,
  })
  const other = join(directory, 'other')
  await mkdir(other)
  const replica = await startReplica(world, other, environment)
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { access_token: token, session } = await exchangeToken(world.urls.agents, await world.issuer.idToken())
    const answer = await fetch(`${replica.url}/c/endless/`, { headers: { authorization: `Bearer ${token}` } })
    const reader = answer.body!.getReader()
    await reader.read()
    const start = performance.now()
    const cut = (async () => {
      try {
        while (!(await reader.read()).done);
      } catch {
        // What is cut breaks off.
      }
      return performance.now() - start
    })()
    await fetch(`${world.urls.people}/sessions/${session}/revocation`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.operatorToken}` },
    })
    times.push(await cut)
  }
  await replica.close()
  await world.close()
  await cluster.stop()
  endless.closeAllConnections()
  endless.close()
  return { median: median(times), most: Math.max(...times) }
}
