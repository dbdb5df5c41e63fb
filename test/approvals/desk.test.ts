import { createDesk } from '../../src/approvals/desk.ts'
import type { Approval, Vote } from '../../src/core/approval.ts'
import { newId } from '../../src/core/id.ts'
import type { ApprovalStore } from '../../src/core/ports.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createJournalStore } from '../../src/store/journal.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { anAsk, anIntent, anyHash, aRequirement, aSession, NOON } from '../support/rows.ts'

let database: TestDatabase
let store: ApprovalStore
let now: number
let errors: unknown[]
const session = aSession()
const never = new AbortController().signal
const yes: Omit<Vote, 'at'> = { person: 'ada', groups: ['leads'], answer: 'approve', reason: null }

beforeAll(async () => {
  database = await testDatabase()
  store = createApprovalStore(database.pool)
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
})
afterAll(() => database.drop())
beforeEach(() => {
  now = NOON
  errors = []
})

const desk = (over: ApprovalStore = store) =>
  createDesk(
    over,
    () => now,
    (error) => errors.push(error),
  )
const HOUR = NOON + 3_600_000

test('an approval lives as long as its most hurried requirement, and is joined by the same ask', async () => {
  const requirements = [aRequirement({ seconds: 900 }), aRequirement({ code: 'x/y', seconds: 60 })] as const
  const ask = anAsk(session.id, { requirements })
  const asked = await desk().ask(ask)
  expect(asked).toEqual({ ...ask, id: asked.id, state: 'pending', askedAt: NOON, expiresAt: NOON + 60_000, votes: [] })
  now += 1_000
  expect(await desk().ask(ask)).toEqual(asked)
})

test('everyone who waits at this desk is woken by the vote', async () => {
  const here = desk()
  const asked = await here.ask(anAsk(session.id))
  const waiting = [here.answered(asked, HOUR, never), here.answered(asked, HOUR, never)]
  const voted = await here.vote(asked.id, yes)
  expect(voted).toEqual({ ...asked, state: 'approved', votes: [{ ...yes, at: NOON }] })
  expect(await Promise.all(waiting)).toEqual([voted, voted])
  expect(await here.answered(voted, HOUR, never)).toBe(voted)
})

test('a vote at another desk, an expiry and a withdrawal reach those who wait at this one', async () => {
  const here = desk()
  const ending = aSession()
  const sessions = createSessionStore(database.pool)
  await sessions.create(ending, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const [denied, expiring, withdrawn] = [
    await here.ask(anAsk(session.id)),
    await here.ask(anAsk(session.id, { requirements: [aRequirement({ seconds: 1 })] })),
    await here.ask(anAsk(ending.id)),
  ]
  const waiting = [denied, expiring, withdrawn].map((it) => here.answered(it, HOUR, never))
  await desk().vote(denied.id, { ...yes, answer: 'deny' })
  await sessions.end(ending.id, 'revoked', NOON)
  now += 1_000
  expect((await Promise.all(waiting)).map((it) => it.state)).toEqual(['denied', 'expired', 'withdrawn'])
  expect(errors).toEqual([])
})

test('who waits no longer has the approval as it stands', async () => {
  const here = desk()
  const asked = await here.ask(anAsk(session.id))
  expect(await here.answered(asked, now, never)).toBe(asked)
  const gone = new AbortController()
  const waiting = here.answered(asked, HOUR, gone.signal)
  gone.abort()
  expect(await waiting).toBe(asked)
  expect(await here.answered(asked, HOUR, gone.signal)).toBe(asked)
  expect((await store.find(asked.id))!.state).toBe('pending')
})

test('a wait longer than a timer can be does not end at once', async () => {
  const here = desk()
  const asked = await here.ask(anAsk(session.id))
  const ended = here.answered(asked, NOON + 2 ** 40, never)
  setTimeout(() => void desk().vote(asked.id, yes), 20)
  expect((await ended).state).toBe('approved')
})

test('while the database is away the wait goes on, and one query asks for all', async () => {
  const asked: string[][] = []
  const voted = Promise.withResolvers<void>()
  const flaky: ApprovalStore = {
    ...store,
    answered: async (ids, at) => {
      asked.push([...ids])
      if (asked.length === 1) throw new Error('away')
      await voted.promise
      return store.answered(ids, at)
    },
  }
  const here = desk(flaky)
  const approvals: Approval[] = [await here.ask(anAsk(session.id)), await here.ask(anAsk(session.id))]
  const waiting = [...approvals, ...approvals].map((it) => here.answered(it, HOUR, never))
  for (const { id } of approvals) await desk().vote(id, yes)
  voted.resolve()
  expect((await Promise.all(waiting)).map((it) => it.state)).toEqual(Array(4).fill('approved'))
  expect(asked).toEqual([approvals.map((it) => it.id), approvals.map((it) => it.id)])
  expect(errors).toEqual([new Error('away')])
})

test('a vote on what is closed, or never was, is refused', async () => {
  const here = desk()
  const { id } = await here.ask(anAsk(session.id))
  await here.vote(id, { ...yes, answer: 'deny' })
  await expect(here.vote(id, yes)).rejects.toMatchObject({
    code: 'ERR_APPROVAL_CLOSED',
    message: "The approval is denied; it can't be answered any more.",
  })
  await expect(here.vote(newId(NOON), yes)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

test('a use that sent nothing is given back', async () => {
  const here = desk()
  const { id } = await here.ask(anAsk(session.id))
  await here.vote(id, yes)
  const intent = { ...anIntent(), uses: id }
  await createJournalStore(database.pool).appendWithUse(intent)
  await here.giveBack(id, intent.exchange)
  expect((await store.find(id))!.state).toBe('approved')
})
