import type { Desk } from '../../src/approvals/desk.ts'
import { createDesk } from '../../src/approvals/desk.ts'
import { realTiming } from '../../src/core/timing.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { aBallot, aDemand, anyHash, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
let here: Desk
let now: number
const yes = aBallot(aVoter('bea@shop.test'))
const no = aBallot(aVoter('bea@shop.test'), { answer: 'deny', reason: 'not now' })

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => {
  now = NOON
  here = createDesk({
    ...{ store: createApprovalStore(database.pool), people: createPeopleStore(database.pool) },
    ...{ notices: { heard: () => {} }, timing: { ...realTiming, now: () => now } },
    ...{ tellsApart: false, mostPending: 2, observer: { asked() {}, closed() {}, voted() {} }, report: () => {} },
  })
})
afterEach(() => here.close())
afterAll(() => database.drop())

test('what was denied is not asked again at once', async () => {
  const owner = aSession()
  await createSessionStore(database.pool).create(owner, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const demand = aDemand(owner)
  await here.vote((await here.ask(demand)).id, no)
  await expect(here.ask(demand)).rejects.toMatchObject({ code: 'ERR_APPROVAL_THROTTLED' })
  now += 60_000
  expect((await here.ask(demand)).state).toBe('pending')
})

test('of one run so many wait for people, and no more', async () => {
  const owner = aSession({ run: 'greedy' })
  await createSessionStore(database.pool).create(owner, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const [first] = [aDemand(owner), await here.ask(aDemand(owner))]
  const asked = await here.ask(first)
  await expect(here.ask(aDemand(owner))).rejects.toMatchObject({ code: 'ERR_HOLD_LIMIT' })
  expect((await here.ask(first)).id).toBe(asked.id)
  await here.vote(asked.id, yes)
  expect((await here.ask(aDemand(owner))).state).toBe('pending')
})
