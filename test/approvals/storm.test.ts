import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'slonik'
import { z } from 'zod'
import { newId } from '../../src/core/id.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { testDatabase } from '../support/database.ts'
import { anAsk, anyHash, aRequirement, aSession, NOON } from '../support/rows.ts'
import type { Orders, Report } from './storm-process.ts'

const APPROVALS = 100
const PROCESSES = 3
const QUORUM = 3
/** Of one process for one approval: votes by three of nine people, and one use. */
const people = (process: number) => [0, 1, 2].map((n) => `p${(process * 2 + n) % 9}@shop.test`)

test('a thousand votes and uses from three processes at once: quorums exact, one use each, no vote lost', async () => {
  const database = await testDatabase()
  const session = aSession()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const store = createApprovalStore(database.pool)
  const now = Date.now()
  const requirements = [aRequirement({ quorum: QUORUM })] as const
  const ids = await Promise.all(
    Array.from({ length: APPROVALS }, async () => {
      const opened = await store.open(newId(now), anAsk(session.id, { requirements }), now, now + 600_000)
      return opened!.id
    }),
  )
  // Every tenth is denied by one of nine votes.
  const orders = Array.from({ length: PROCESSES }, (_, process): Orders => {
    const votes = ids.flatMap((id, index) =>
      people(process).map((person, n) => ({ id, person, deny: index % 10 === 0 && process === 1 && n === 1 })),
    )
    return { url: database.url, votes, uses: ids }
  })
  const deadlocks = () =>
    database.pool.oneFirst(sql.type(z.object({ deadlocks: z.number() }))`
      select deadlocks from pg_stat_database where datname = current_database()`)

  const children = orders.map((order) => {
    const child = fork(join(import.meta.dirname, 'storm-process.ts'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.send(order)
    return child
  })
  const reports = (await Promise.all(children.map((child) => once(child, 'message')))).map(([it]) => it as Report)

  const results = orders.flatMap((order, process) =>
    order.votes.map((vote, index) => ({ ...vote, code: reports[process]!.votes[index]! })),
  )
  expect(results.length + APPROVALS * PROCESSES).toBeGreaterThanOrEqual(1_000)
  expect(new Set(results.map(({ code }) => code))).toEqual(new Set([null, 'ERR_APPROVAL_CLOSED']))
  const used = reports.flatMap((report) => report.used)
  for (const [index, id] of ids.entries()) {
    const { state, votes } = (await store.find(id))!
    const taken = results.filter((vote) => vote.id === id && vote.code === null)
    expect(votes.map(({ person }) => person).sort()).toEqual(taken.map(({ person }) => person).sort())
    const approvers = new Set(votes.filter(({ answer }) => answer === 'approve').map(({ person }) => person))
    const denied = votes.some(({ answer }) => answer === 'deny')
    if (index % 10 !== 0) expect(denied).toBe(false)
    if (denied) expect(approvers.size).toBeLessThan(QUORUM)
    else expect(approvers.size).toBe(QUORUM)
    expect(used.filter((use) => use.id === id)).toHaveLength(denied ? 0 : 1)
    expect(state).toBe(denied ? 'denied' : 'used')
  }
  expect(await deadlocks()).toBe(0)
  await database.drop()
}, 120_000)
