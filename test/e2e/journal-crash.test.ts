import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ownSigningKey } from '../../src/journal/signing-key.ts'
import { verify } from '../../src/journal/verify/verify.ts'
import { type Cluster, startCluster } from '../../src/store/cluster.ts'
import { openJournalReader } from '../../src/store/journal-reader.ts'
import { keysOf } from '../journal/verify/journals.ts'
import { binaries } from '../support/binaries.ts'
import type { Gate } from './gate.ts'
import { startGateOnCluster } from './gate-on-cluster.ts'

const ROUNDS = 20
const AT_ONCE = 32

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

/** PostgreSQL's immediate shutdown (SIGQUIT), as `pg_ctl stop -m immediate` does it: what isn't on disk is lost. */
async function crash(): Promise<void> {
  const [pid] = (await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')
  process.kill(Number(pid), 'SIGQUIT')
  await cluster.stop()
}

/** Entries by kind and exchange's target, and what is wrong with the journal. */
async function onRecord() {
  const reader = await openJournalReader(cluster.url)
  const lines: { kind: string; exchange: string; target?: string }[] = []
  const { jwk, privateKey } = await ownSigningKey(join(gate.directory, 'journal-key.pem'))
  async function* entries() {
    for await (const page of reader.entries()) {
      lines.push(...page.map(({ line }) => JSON.parse(line) as (typeof lines)[0]))
      yield page
    }
  }
  const { checkpoints, entries: verified } = await verify({ ...reader, entries }, keysOf({ jwk, privateKey }), [])
  await reader.close()
  const answered = new Set(lines.filter(({ kind }) => kind === 'answer').map(({ exchange }) => exchange))
  const exchanges = lines.filter(({ kind }) => kind === 'exchange')
  return {
    problems: [checkpoints.problem, verified.problem],
    chains: verified.chains.length,
    asked: new Set(exchanges.map(({ target }) => target)),
    answered: new Set(exchanges.filter(({ exchange }) => answered.has(exchange)).map(({ target }) => target)),
  }
}

test('the database stops at once, again and again: what reached the upstream is on record, and the chain holds', async () => {
  const token = await gate.session()
  const port = Number(new URL(cluster.url).port)
  const { requests } = gate.world.upstream
  const reached = () => requests.flatMap((request) => /^GET (\/crash\/.*)$/.exec(request)?.[1] ?? [])
  for (let round = 0; round < ROUNDS; round++) {
    const before = requests.length
    let going = true
    const load = Array.from({ length: AT_ONCE }, async (_, client) => {
      for (let index = 0; going; index++) {
        const answer = await gate.request(`/c/api/crash/${round}/${client}/${index}`, token).catch(() => null)
        await answer?.arrayBuffer().catch(() => {})
      }
    })
    // Never at the same point.
    while (requests.length < before + 40 + 13 * round) await new Promise(setImmediate)
    await crash()
    going = false
    await Promise.all(load)
    cluster = await startCluster(await binaries(), directory, { port })
    expect((await gate.request(`/c/api/crash/${round}/after`, token)).status).toBe(200)
    const { problems, asked } = await onRecord()
    expect([problems, reached().filter((target) => !asked.has(target))]).toEqual([[null, null], []])
  }
  // What became of each is written once the database is back.
  const lost = async () => {
    const { answered } = await onRecord()
    return reached().filter((target) => !answered.has(target))
  }
  for (let tries = 0; tries < 20 && (await lost()).length > 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await lost()).toEqual([])
  // One chain all the time: none was forked, and none begun anew.
  expect((await onRecord()).chains).toBe(1)
  expect(reached().length).toBeGreaterThan(ROUNDS * 40)
}, 300_000)
