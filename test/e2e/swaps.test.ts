import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'slonik'
import { Pool } from 'undici'
import { z } from 'zod'
import { temporaryFolder } from '../config/files.ts'
import { packed, rebundled } from '../policy/rebundled.ts'
import { entriesOf } from '../support/journal.ts'
import { type Gate, startGate } from './gate.ts'

/** All of it where there is time; enough to see the rest elsewhere. */
const [SWAPS, REQUESTS] = process.env.CI ? [50, 10_000] : [8, 1_500]
const IN_FLIGHT = 64

const bundle = join(temporaryFolder(), 'bundle.tar.gz')
let gate: Gate

/** As a deployment does it: whole or not at all. */
function put(bytes: Buffer): void {
  writeFileSync(`${bundle}.new`, bytes)
  renameSync(`${bundle}.new`, bundle)
}

beforeAll(async () => {
  put(packed(rebundled('r0', 0)))
  gate = await startGate({ bundle })
}, 60_000)
afterAll(() => gate.close())

const moment = z.object({ revision: z.string(), at: z.number() })
interface Answered {
  readonly exchange: string
  readonly at: number
}
interface Judged extends Answered {
  readonly decisions: readonly { readonly bundle: string }[]
}

test('while bundles are swapped, every request is judged by one that is in force, and none is lost', async () => {
  const token = await gate.session()
  const inForce = async () => (await gate.people<{ revision: string }>('/policy')).revision
  const pool = new Pool(gate.world.urls.agents, { connections: IN_FLIGHT })
  let [sent, swaps] = [0, 0]
  const statuses = new Map<number, number>()
  const ask = async () => {
    while (sent < REQUESTS || swaps < SWAPS) {
      sent++
      const answer = await pool.request({
        method: 'GET',
        path: '/c/api/',
        headers: { authorization: `Bearer ${token}` },
      })
      await answer.body.dump()
      statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1)
    }
  }
  const swap = async () => {
    for (; swaps < SWAPS; swaps++) {
      // Every fifth is broken, and changes nothing.
      if (swaps % 5 === 4) put(packed(rebundled(`broken${swaps}`, swaps)).subarray(0, 5_000))
      const revision = `r${swaps + 1}`
      put(packed(rebundled(revision, swaps + 1)))
      while ((await inForce()) !== revision) await pause(20)
    }
  }
  await Promise.all([swap(), ...Array.from({ length: IN_FLIGHT }, ask)])
  await pool.close()
  expect([...statuses]).toEqual([[200, sent]])

  const activated = await gate.pool.any(sql.type(moment)`
    select revision, at from sallyport.policy_changes where kind = 'activated' order by id`)
  expect(activated.map(({ revision }) => revision)).toEqual(
    Array.from({ length: SWAPS + 1 }, (_, index) => `r${index}`),
  )
  const answered = sql.unsafe`select count(*)::int from sallyport.entries where kind = 'answer'`
  while (Number(await gate.pool.oneFirst(answered)) < sent) await pause(20)
  const ends = new Map((await entriesOf<Answered>(gate.pool, 'answer')).map(({ exchange, at }) => [exchange, at]))
  const decisions = (await entriesOf<Judged>(gate.pool, 'exchange')).flatMap(({ exchange, at, decisions }) =>
    decisions.map(({ bundle }) => ({ bundle, began: at, ended: ends.get(exchange) ?? 0 })),
  )
  expect(decisions).toHaveLength(sent)
  // A bundle is on record just before it is in force: the one before it may still judge for that long.
  const late = 2_000
  const stray = decisions.filter(({ bundle: revision, began, ended }) => {
    const index = activated.findIndex((it) => it.revision === revision)
    const until = activated[index + 1]?.at ?? Number.POSITIVE_INFINITY
    return index < 0 || activated[index]!.at > ended || until + late < began
  })
  expect(stray).toEqual([])
  expect(new Set(decisions.map(({ bundle: revision }) => revision)).size).toBeGreaterThan(SWAPS / 2)
}, 300_000)
