import { sql } from 'slonik'
import { settle } from '../../src/approvals/settle.ts'
import type { Ballot } from '../../src/core/approval.ts'
import { newId } from '../../src/core/id.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { openPool } from '../../src/store/pool.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { aBallot, aLease, anAsk, anIntent, anyHash, aRequirement, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
let store: ReturnType<typeof createApprovalStore>
const session = aSession()

beforeAll(async () => {
  database = await testDatabase()
  store = createApprovalStore(database.pool)
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
})
afterAll(() => database.drop())

const LATER = NOON + 600_000
const opening = (ask = anAsk(session.id), at = NOON) => store.open(newId(at), ask, at, at + 600_000)
const open = async (...asked: Parameters<typeof opening>) => (await opening(...asked))!
const vote = (id: string, person: string, changes: Partial<Ballot> & { groups?: string[]; at?: number } = {}) => {
  const { groups = ['leads'], at = NOON + 1, ...ballot } = changes
  return store.vote(id, { ballot: aBallot(aVoter(person, { groups }), ballot), at }, settle)
}
const kept = (person: string, changes: object = {}) => ({
  ...{ person, human: `email ${person}`, requester: false, groups: ['leads'], door: 'web', answer: 'approve' },
  ...{ reason: null, authenticatedAt: NOON, at: NOON + 1, ...changes },
})

test('an approval is kept exactly as it was asked for', async () => {
  const id = newId(NOON)
  const ask = anAsk(session.id)
  const expected = { ...ask, id, state: 'pending', askedAt: NOON, expiresAt: LATER, asks: 1, version: 1, votes: [] }
  expect(await store.open(id, ask, NOON, LATER)).toEqual(expected)
  expect(await store.find(id)).toEqual(expected)
})

test('the same asked twelve times at once is one approval, and says so', async () => {
  const ask = anAsk(session.id)
  const opened = await Promise.all(Array.from({ length: 12 }, () => open(ask)))
  expect(new Set(opened.map((it) => it.id)).size).toBe(1)
  expect(await store.find(opened[0]!.id)).toMatchObject({ asks: 12, version: 12 })
})

test('asks that race with the answers which close them each get an open approval', async () => {
  const ask = anAsk(session.id)
  const round = async () => {
    const { id } = await open(ask)
    await vote(id, 'ada', { answer: 'deny' })
    return (await store.find(id))!.state
  }
  const states = await Promise.all(Array.from({ length: 30 }, round))
  expect(new Set(states)).toEqual(new Set(['denied']))
})

test('of eight votes at once, for a quorum of eight, exactly one is the last', async () => {
  const { id } = await open(anAsk(session.id, { requirements: [aRequirement({ quorum: 8 })] }))
  const voted = await Promise.all(Array.from({ length: 8 }, (_, n) => vote(id, `person ${n}`)))
  expect(voted.map((it) => it!.state).sort()).toEqual(['approved', ...Array(7).fill('pending')])
  expect(await store.find(id)).toMatchObject({ state: 'approved', votes: { length: 8 } })
  expect(await vote(id, 'one too many')).toBeNull()
})

test('of two votes at once, for a quorum of two, the later one always sees the earlier', async () => {
  const asks = Array.from({ length: 40 }, () => anAsk(session.id, { requirements: [aRequirement({ quorum: 2 })] }))
  const opened = await Promise.all(asks.map((ask) => open(ask)))
  await Promise.all(opened.flatMap(({ id }) => [vote(id, 'ada'), vote(id, 'bob')]))
  const states = await Promise.all(opened.map(async ({ id }) => (await store.find(id))!.state))
  expect(states).toEqual(Array(40).fill('approved'))
})

test('every vote is kept, and of one person the last counts', async () => {
  const { id } = await open(anAsk(session.id, { requirements: [aRequirement({ quorum: 2 })] }))
  expect((await vote(id, 'ada'))!.state).toBe('pending')
  expect((await vote(id, 'ada', { reason: 'again\0' }))!.state).toBe('pending')
  expect(await vote(id, 'cleo')).toEqual({
    ...(await store.find(id)),
    state: 'approved',
    version: 4,
    votes: [kept('ada'), kept('ada', { reason: 'again\ufffd' }), kept('cleo')],
  })
})

test('votes of those who logged in, and of others, over one connection', async () => {
  const pool = await openPool(database.url, { size: 1 })
  const { id } = await open(anAsk(session.id, { requirements: [aRequirement({ quorum: 4 })] }))
  for (const [person, authenticatedAt] of [
    ['ada', null],
    ['bob', NOON],
    ['cleo', null],
  ] as const) {
    const voter = aVoter(person, { authenticatedAt })
    await createApprovalStore(pool).vote(id, { ballot: aBallot(voter), at: NOON + 1 }, settle)
  }
  const { votes } = (await store.find(id))!
  expect(votes).toEqual([kept('ada', { authenticatedAt: null }), kept('bob'), kept('cleo', { authenticatedAt: null })])
  await pool.end()
})

test('a vote that does not count leaves nothing behind', async () => {
  const asked = await open(anAsk(session.id))
  await expect(vote(asked.id, 'bob', { groups: ['guests'] })).rejects.toMatchObject({ code: 'ERR_VOTER_GROUP' })
  expect(await store.find(asked.id)).toEqual(asked)
})

test('accounts that are known to be one person count once, whenever that became known', async () => {
  const people = createPeopleStore(database.pool)
  const asked = await open(anAsk(session.id, { requirements: [aRequirement({ quorum: 2 })] }))
  await vote(asked.id, 'eve@one.test')
  await people.join([
    { kind: 'email', name: 'eve@one.test' },
    { kind: 'email', name: 'eve@two.test' },
  ])
  expect((await vote(asked.id, 'eve@two.test'))!.state).toBe('pending')
})

test('who asked is told by any of their names', async () => {
  const people = createPeopleStore(database.pool)
  await people.join([
    { kind: 'email', name: 'fay@one.test' },
    { kind: 'ci', name: 'ci fay' },
  ])
  const asked = await open(anAsk(session.id, { requesters: [{ kind: 'ci', name: 'ci fay' }] }))
  await expect(vote(asked.id, 'fay@one.test')).rejects.toMatchObject({ code: 'ERR_VOTER_REQUESTER' })
  const direct = await open(anAsk(session.id, { requesters: [{ kind: 'email', name: 'gil@one.test' }] }))
  await expect(vote(direct.id, 'gil@one.test')).rejects.toMatchObject({ code: 'ERR_VOTER_REQUESTER' })
})

test('every requirement must be met, and one denial closes', async () => {
  const requirements = [aRequirement(), aRequirement({ code: 'git/secrets', from: ['security'] })] as const
  const both = await open(anAsk(session.id, { requirements }))
  expect((await vote(both.id, 'ada'))!.state).toBe('pending')
  expect((await vote(both.id, 'sam', { groups: ['security'] }))!.state).toBe('approved')
  const denied = await open(anAsk(session.id, { requirements }))
  expect((await vote(denied.id, 'ada', { answer: 'deny' }))!.state).toBe('denied')
  expect(await vote(denied.id, 'bob')).toBeNull()
})

test('past its end an approval takes no vote and is not joined; once it is closed the same is asked anew', async () => {
  const ask = anAsk(session.id)
  const first = await open(ask)
  expect(await vote(first.id, 'ada', { at: LATER })).toBeNull()
  expect(await opening(ask, LATER)).toBeNull()
  expect(await store.close(LATER)).toContainEqual({ id: first.id, state: 'expired' })
  const second = await open(ask, LATER)
  expect(second.id).not.toBe(first.id)
})

test('what is over is closed, once: unanswered it has expired, unused it has lapsed', async () => {
  const [waiting, approved, later] = [await open(), await open(), await open(anAsk(session.id), NOON + 1)]
  await vote(approved.id, 'ada')
  const closed = (await Promise.all([store.close(LATER), store.close(LATER)])).flat()
  const ours = closed.filter(({ id }) => [waiting.id, approved.id, later.id].includes(id))
  expect(new Map(ours.map(({ id, state }) => [id, state]))).toEqual(
    new Map([
      [waiting.id, 'expired'],
      [approved.id, 'lapsed'],
    ]),
  )
  expect(ours).toHaveLength(2)
  expect((await store.find(later.id))!.state).toBe('pending')
})

test('only those answered are told', async () => {
  const [waiting, answered] = [await open(), await open()]
  await vote(answered.id, 'ada')
  expect(await store.answered([waiting.id, answered.id, 'no id'])).toMatchObject([
    { id: answered.id, state: 'approved' },
  ])
})

test('what changed lately is told with its version', async () => {
  const asked = await open()
  expect(await store.changed(60)).toContainEqual({ id: asked.id, version: 1 })
  await vote(asked.id, 'ada')
  expect(await store.changed(60)).toContainEqual({ id: asked.id, version: 2 })
  await database.pool.query(sql.unsafe`
    alter table sallyport.approvals disable trigger approval_changes`)
  await database.pool.query(sql.unsafe`
    update sallyport.approvals set changed_at = now() - interval '1 hour' where id = ${asked.id}`)
  await database.pool.query(sql.unsafe`
    alter table sallyport.approvals enable trigger approval_changes`)
  expect((await store.changed(60)).map(({ id }) => id)).not.toContain(asked.id)
})

test('the list is newest first; the open ones can be asked for alone', async () => {
  const far = NOON + 10_000_000
  const [closed, still] = [await open(anAsk(session.id), far), await open(anAsk(session.id), far + 1)]
  await vote(closed.id, 'ada', { answer: 'deny', at: far })
  const ids = async (filter: { open: boolean; limit: number }) => (await store.list(filter)).map((it) => it.id)
  expect(await ids({ open: false, limit: 2 })).toEqual([still.id, closed.id])
  expect(await ids({ open: true, limit: 1 })).toEqual([still.id])
  expect(await ids({ open: true, limit: 1000 })).not.toContain(closed.id)
})

test('an id that is no UUID names no approval', async () => {
  expect(await store.find('nothing')).toBeNull()
  expect(await vote('nothing', 'ada')).toBeNull()
  await store.giveBack('nothing', newId(NOON))
})

describe('an approval that was used', () => {
  const used = async (ask = anAsk(session.id)) => {
    const { id } = await open(ask)
    await vote(id, 'ada')
    const intent = anIntent({ uses: [id] })
    await testJournal(database.pool).appendWithUse(intent)
    return { id, exchange: intent.exchange }
  }
  const stateOf = async (id: string) => (await store.find(id))!.state

  test('is given back by the exchange that used it, and by no other', async () => {
    const { id, exchange } = await used()
    await store.giveBack(id, newId(NOON))
    expect(await stateOf(id)).toBe('used')
    await store.giveBack(id, exchange)
    expect(await stateOf(id)).toBe('approved')
  })

  test('stays used where the same was asked anew meanwhile', async () => {
    const ask = anAsk(session.id)
    const { id, exchange } = await used(ask)
    const anew = await open(ask)
    await store.giveBack(id, exchange)
    expect([await stateOf(id), await stateOf(anew.id)]).toEqual(['used', 'pending'])
  })

  test('leaves no lease behind either, where it came to nothing', async () => {
    const owner = aSession()
    const sessions = createSessionStore(database.pool)
    await sessions.create(owner, anyHash(), { hash: anyHash(), expiresAt: NOON })
    const ask = anAsk(owner.id)
    const { id } = await open(ask)
    await vote(id, 'ada')
    const answers = { code: 'git/protected-branches', by: ['ada'], at: new Date(NOON).toISOString(), from: ['leads'] }
    const intent = anIntent({ session: owner.id, uses: [id], grants: [aLease({ answers })], at: NOON + 2 })
    expect(await testJournal(database.pool).appendWithUse(intent)).toBe(true)
    expect((await sessions.find(owner.id))!.leases).toHaveLength(1)
    await open(ask)
    await store.giveBack(id, intent.exchange)
    expect((await sessions.find(owner.id))!.leases).toEqual([])
  })

  test('is withdrawn where its session ended meanwhile', async () => {
    const sessions = createSessionStore(database.pool)
    const ending = aSession()
    await sessions.create(ending, anyHash(), { hash: anyHash(), expiresAt: NOON })
    const { id, exchange } = await used(anAsk(ending.id))
    await sessions.end(ending.id, 'over', NOON)
    await store.giveBack(id, exchange)
    expect(await stateOf(id)).toBe('withdrawn')
  })

  test('is withdrawn even where its session is just ending', async () => {
    const owner = aSession()
    await createSessionStore(database.pool).create(owner, anyHash(), { hash: anyHash(), expiresAt: NOON })
    const { id, exchange } = await used(anAsk(owner.id))
    const [ended, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const ending = database.pool.transaction(async (transaction) => {
      await transaction.query(sql.unsafe`update sallyport.sessions set ended_at = now() where id = ${owner.id}`)
      ended.resolve()
      await commit.promise
    })
    await ended.promise
    let given = false
    const giving = store.giveBack(id, exchange).then(() => {
      given = true
    })
    // Until it waits for that transaction; or didn't, and then the end of the session passed it by.
    while (!given && !(await database.pool.exists(sql.unsafe`select from pg_locks where not granted`)));
    commit.resolve()
    await Promise.all([ending, giving])
    expect(await stateOf(id)).toBe('withdrawn')
  })
})
