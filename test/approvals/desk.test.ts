import { createDesk, type DeskOptions } from '../../src/approvals/desk.ts'
import type { Approval } from '../../src/core/approval.ts'
import { newId } from '../../src/core/id.ts'
import type { ApprovalStore } from '../../src/core/ports.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { openNotices } from '../../src/store/notices.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { createTell, tellingApprovals } from '../../src/store/telling.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { aBallot, aDemand, anIntent, anyHash, aRequirement, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
let store: ApprovalStore
let now: number
let errors: unknown[]
let observed: unknown[][]
const session = aSession()
const never = new AbortController().signal
const yes = aBallot(aVoter('bea@shop.test'))
const no = aBallot(aVoter('bea@shop.test'), { answer: 'deny', reason: 'not now' })

beforeAll(async () => {
  database = await testDatabase()
  store = createApprovalStore(database.pool)
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
})
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(() => database.drop())
beforeEach(() => {
  now = NOON
  errors = []
  observed = []
})

/** Rounds come when they are asked for. */
const rounds: (() => void)[] = []
const timing = {
  now: () => now,
  random: () => 0.5,
  sleep: (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else if (milliseconds === 1_000) rounds.push(resolve)
      else setTimeout(resolve, milliseconds)
      signal.addEventListener('abort', () => resolve())
    }),
}
const round = () => {
  for (const resolve of rounds.splice(0)) resolve()
}
const deaf: DeskOptions['notices'] = { heard: () => {} }

function desk(more: Partial<DeskOptions> = {}) {
  const opened = createDesk({
    ...{
      store,
      people: createPeopleStore(database.pool),
      notices: deaf,
      timing,
      tellsApart: false,
      mostPending: 1_000,
    },
    observer: {
      asked: () => observed.push(['asked']),
      closed: (...closed) => observed.push(['closed', ...closed]),
      voted: (vote) => observed.push(['voted', vote]),
    },
    report: (error) => errors.push(error),
    ...more,
  })
  closing.push(opened.close)
  return opened
}
const HOUR = NOON + 3_600_000

test('an approval lives as long as its most hurried requirement, and is joined by the same ask', async () => {
  const requirements = [aRequirement({ seconds: 900 }), aRequirement({ code: 'x/y', seconds: 60 })] as const
  const demand = aDemand(session, { requirements })
  const asked = await desk().ask(demand)
  const { repository, ref, event, actor } = session.trust
  expect(asked).toEqual({
    ...{ ...demand, session: session.id, agent: 'shop-bot', id: asked.id, state: 'pending', votes: [] },
    ...{ askedAt: NOON, expiresAt: NOON + 60_000, asks: 1, version: 1 },
    origin: { repository, ref, event, actor, known: true },
    requesters: [{ kind: 'ci', name: 'ci ada' }],
  })
  now += 1_000
  expect(await desk().ask(demand)).toEqual({ ...asked, asks: 2, version: 2 })
  expect(observed).toEqual([['asked']])
})

test('asked again after its end it is another one, though nobody has closed the first', async () => {
  const demand = aDemand(session)
  const here = desk()
  const first = await here.ask(demand)
  now = first.expiresAt
  expect((await here.ask(demand)).id).not.toBe(first.id)
  expect((await store.find(first.id))!.state).toBe('expired')
  expect(observed).toContainEqual(['closed', 'expired', null])
})

test('where doors tell people apart, a run that nobody is known behind asks for one more', async () => {
  const unknown = aSession({ trust: { ...session.trust, actor: 'Mallory' } })
  await createSessionStore(database.pool).create(unknown, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const here = desk({ tellsApart: true, mostPending: 1_000 })
  const asked = await here.ask(aDemand(unknown))
  expect(asked).toMatchObject({ requirements: [{ quorum: 2 }], origin: { actor: 'Mallory', known: false } })
  await createPeopleStore(database.pool).join([
    { kind: 'email', name: 'mallory@shop.test' },
    { kind: 'ci', name: 'ci mallory' },
  ])
  const known = await here.ask(aDemand(unknown))
  expect(known).toMatchObject({ requirements: [{ quorum: 1 }], origin: { known: true } })
  await expect(here.vote(known.id, aBallot(aVoter('mallory@shop.test')))).rejects.toMatchObject({
    code: 'ERR_VOTER_REQUESTER',
  })
})

test('a person with two accounts at the door counts once', async () => {
  const here = desk()
  const asked = await here.ask(aDemand(session, { requirements: [aRequirement({ quorum: 2 })] }))
  const slack = { kind: 'slack', name: 'T1/U7' } as const
  await here.vote(
    asked.id,
    aBallot(aVoter('hal@shop.test', { identities: [slack, { kind: 'email', name: 'hal@shop.test' }] })),
  )
  expect((await here.vote(asked.id, aBallot(aVoter('hal@shop.test')))).state).toBe('pending')
  expect((await here.vote(asked.id, yes)).state).toBe('approved')
})

test('of whom no address is known may be whoever asked: they are refused', async () => {
  const here = desk()
  const { id } = await here.ask(aDemand(session))
  const login = { kind: 'login', name: 'https://idp.test s-9' } as const
  const voter = aVoter('Hal (s-9 at idp.test)', { identities: [login] })
  await expect(here.vote(id, aBallot(voter))).rejects.toMatchObject({ code: 'ERR_VOTER_UNKNOWN' })
  expect((await store.find(id))!.votes).toEqual([])
  await createPeopleStore(database.pool).join([login, { kind: 'email', name: 'hal9@shop.test' }])
  expect((await here.vote(id, aBallot(voter))).state).toBe('approved')
})

test('everyone who waits at this desk is woken by the vote', async () => {
  const here = desk()
  const asked = await here.ask(aDemand(session))
  const waiting = [here.answered(asked, HOUR, never), here.answered(asked, HOUR, never)]
  now += 7_000
  const voted = await here.vote(asked.id, { ...yes, reason: ' ' })
  expect(voted).toMatchObject({ state: 'approved', version: 2, votes: [{ person: 'bea@shop.test', reason: null }] })
  expect(await Promise.all(waiting)).toEqual([voted, voted])
  expect(await here.answered(voted, HOUR, never)).toBe(voted)
  expect(observed).toEqual([
    ['asked'],
    ['voted', { person: 'bea@shop.test', answer: 'approve', door: 'web', seconds: 7 }],
    ['closed', 'approved', 7],
  ])
})

test('what was answered between the asking and the wait is seen', async () => {
  const here = desk()
  const asked = await here.ask(aDemand(session))
  await desk().vote(asked.id, yes)
  expect((await here.answered(asked, HOUR, never)).state).toBe('approved')
})

test('a vote at another desk is told by notice', async () => {
  const notices = openNotices(database.url, { ...timing, sleep: async () => {} }, (error) => errors.push(error))
  closing.push(notices.close)
  const telling = tellingApprovals(
    store,
    createTell(database.pool, (error) => errors.push(error)),
  )
  const here = desk({ notices, store: telling })
  const changes: (string | null)[] = []
  let stirred = (): void => {}
  here.changed((id) => {
    changes.push(id)
    stirred()
  })
  const until = async (done: () => boolean) => {
    while (!done()) {
      await new Promise<void>((resolve) => {
        stirred = resolve
      })
    }
  }
  // Of the first round, and of the connection that listens.
  await until(() => changes.filter((id) => id === null).length === 2)
  const asked = await here.ask(aDemand(session))
  const waiting = here.answered(asked, HOUR, never)
  await until(() => changes.includes(asked.id))
  await desk({ store: telling }).vote(asked.id, yes)
  expect((await waiting).state).toBe('approved')
  await until(() => changes.filter((id) => id === asked.id).length === 2)
})

test('without notices a round finds votes, ends of sessions and what is over', async () => {
  const here = desk()
  const ending = aSession()
  const sessions = createSessionStore(database.pool)
  await sessions.create(ending, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const [denied, expiring, withdrawn] = [
    await here.ask(aDemand(session)),
    await here.ask(aDemand(session, { requirements: [aRequirement({ seconds: 1 })] })),
    await here.ask(aDemand(ending)),
  ]
  const waiting = [denied, expiring, withdrawn].map((it) => here.answered(it, HOUR, never))
  await desk().vote(denied.id, no)
  await sessions.end(ending.id, 'revoked', NOON)
  now += 1_000
  const ended = Promise.all(waiting)
  const ticking = setInterval(round, 10)
  expect((await ended).map((it) => it.state)).toEqual(['denied', 'expired', 'withdrawn'])
  clearInterval(ticking)
  expect(errors).toEqual([])
})

test('who waits no longer has the approval as it stands', async () => {
  const here = desk()
  const asked = await here.ask(aDemand(session))
  expect(await here.answered(asked, now, never)).toBe(asked)
  const gone = new AbortController()
  const waiting = here.answered(asked, HOUR, gone.signal)
  gone.abort()
  expect(await waiting).toBe(asked)
  expect(await here.answered(asked, HOUR, gone.signal)).toBe(asked)
  expect((await store.find(asked.id))!.state).toBe('pending')
})

test('while the database is away the wait goes on, and after it everybody is told to look', async () => {
  let away = false
  const flaky: ApprovalStore = {
    ...store,
    answered: async (ids) => (away ? Promise.reject(new Error('away')) : store.answered(ids)),
    close: async (at) => (away ? Promise.reject(new Error('away')) : store.close(at)),
  }
  const here = desk({ store: flaky })
  const changes: (string | null)[] = []
  const approvals: Approval[] = [await here.ask(aDemand(session)), await here.ask(aDemand(session))]
  const waiting = approvals.map((it) => here.answered(it, HOUR, never))
  await Promise.all(approvals.map((it) => here.answered(it, now, never)))
  away = true
  while (errors.length === 0) {
    round()
    await new Promise(setImmediate)
  }
  here.changed((id) => changes.push(id))
  for (const { id } of approvals) await desk().vote(id, yes)
  away = false
  const ticking = setInterval(round, 10)
  expect((await Promise.all(waiting)).map((it) => it.state)).toEqual(['approved', 'approved'])
  clearInterval(ticking)
  expect(errors).toContainEqual(new Error('away'))
  expect(changes[0]).toBeNull()
})

test('a vote on what is closed, or never was, is refused', async () => {
  const here = desk()
  const { id } = await here.ask(aDemand(session))
  await here.vote(id, no)
  await expect(here.vote(id, yes)).rejects.toMatchObject({
    code: 'ERR_APPROVAL_CLOSED',
    message: "The approval is denied; it can't be answered any more.",
  })
  await expect(here.vote(newId(NOON), yes)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  const over = await here.ask(aDemand(session))
  now = over.expiresAt
  await expect(here.vote(over.id, yes)).rejects.toMatchObject({ message: expect.stringContaining('is expired') })
})

test('a use that sent nothing is given back', async () => {
  const here = desk()
  const { id } = await here.ask(aDemand(session))
  await here.vote(id, yes)
  const intent = anIntent({ uses: [id] })
  await testJournal(database.pool).appendWithUse(intent)
  await here.giveBack(id, intent.exchange)
  expect((await store.find(id))!.state).toBe('approved')
})
