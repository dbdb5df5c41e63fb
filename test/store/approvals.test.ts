import { sql } from 'slonik'
import { newId } from '../../src/core/id.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createJournalStore } from '../../src/store/journal.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { anAsk, anIntent, anyHash, aRequirement, aSession, NOON } from '../support/rows.ts'

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
const open = (ask = anAsk(session.id), at = NOON) => store.open(newId(at), ask, at, at + 600_000)
const approve = (person: string) =>
  ({ person, groups: ['leads'], answer: 'approve', reason: null, at: NOON + 1 }) as const

test('an approval is kept exactly as it was asked for', async () => {
  const id = newId(NOON)
  const ask = anAsk(session.id)
  const expected = { ...ask, id, state: 'pending', askedAt: NOON, expiresAt: LATER, votes: [] }
  expect(await store.open(id, ask, NOON, LATER)).toEqual(expected)
  expect(await store.find(id)).toEqual(expected)
})

test('the same asked twelve times at once is one approval', async () => {
  const ask = anAsk(session.id)
  const opened = await Promise.all(Array.from({ length: 12 }, () => open(ask)))
  expect(new Set(opened.map((it) => it.id)).size).toBe(1)
})

test('asks that race with the answers which close them each get an open approval', async () => {
  const ask = anAsk(session.id)
  const round = async () => {
    const { id } = await open(ask)
    await store.vote(id, { ...approve('ada'), answer: 'deny' })
    return (await store.find(id))!.state
  }
  const states = await Promise.all(Array.from({ length: 30 }, round))
  expect(new Set(states)).toEqual(new Set(['denied']))
})

test('of eight votes at once, for a quorum of eight, exactly one is the last', async () => {
  const { id } = await open(anAsk(session.id, { requirements: [aRequirement({ quorum: 8 })] }))
  const voted = await Promise.all(Array.from({ length: 8 }, (_, n) => store.vote(id, approve(`person ${n}`))))
  expect(voted.map((it) => it!.state).sort()).toEqual(['approved', ...Array(7).fill('pending')])
  expect(await store.find(id)).toMatchObject({ state: 'approved', votes: { length: 8 } })
  expect(await store.vote(id, approve('one too many'))).toBeNull()
})

test('of two votes at once, for a quorum of two, the later one always sees the earlier', async () => {
  const asks = Array.from({ length: 40 }, () => anAsk(session.id, { requirements: [aRequirement({ quorum: 2 })] }))
  const opened = await Promise.all(asks.map((ask) => open(ask)))
  await Promise.all(opened.flatMap(({ id }) => [store.vote(id, approve('ada')), store.vote(id, approve('bob'))]))
  const states = await Promise.all(opened.map(async ({ id }) => (await store.find(id))!.state))
  expect(states).toEqual(Array(40).fill('approved'))
})

test('one person counts once, and only in a group that is asked', async () => {
  const { id } = await open(anAsk(session.id, { requirements: [aRequirement({ quorum: 2 })] }))
  expect((await store.vote(id, approve('ada')))!.state).toBe('pending')
  expect((await store.vote(id, { ...approve('ada'), reason: 'again\0' }))!.state).toBe('pending')
  expect((await store.vote(id, { ...approve('bob'), groups: ['guests'] }))!.state).toBe('pending')
  expect(await store.vote(id, approve('cleo'))).toMatchObject({
    state: 'approved',
    votes: [
      { ...approve('ada'), reason: 'again\ufffd' },
      { ...approve('bob'), groups: ['guests'] },
      { ...approve('cleo') },
    ],
  })
})

test('every requirement must be met, and one denial closes', async () => {
  const requirements = [aRequirement(), aRequirement({ code: 'git/secrets', from: ['security'] })] as const
  const both = await open(anAsk(session.id, { requirements }))
  expect((await store.vote(both.id, approve('ada')))!.state).toBe('pending')
  expect((await store.vote(both.id, { ...approve('sam'), groups: ['security'] }))!.state).toBe('approved')
  const denied = await open(anAsk(session.id, { requirements }))
  expect((await store.vote(denied.id, { ...approve('ada'), answer: 'deny' }))!.state).toBe('denied')
  expect(await store.vote(denied.id, approve('bob'))).toBeNull()
})

test('past its end an approval takes no vote, and the same asked again is a new one', async () => {
  const ask = anAsk(session.id)
  const first = await open(ask)
  expect(await store.vote(first.id, { ...approve('ada'), at: LATER })).toBeNull()
  expect((await store.find(first.id))!.state).toBe('expired')
  const second = await open(ask, LATER)
  const third = await open(ask, LATER + 600_000)
  expect(new Set([first.id, second.id, third.id]).size).toBe(3)
  expect((await store.find(second.id))!.state).toBe('expired')
})

test('only those answered are told, and those that expired by then', async () => {
  const [waiting, answered, expiring] = [await open(), await open(), await open(anAsk(session.id), NOON - 1)]
  await store.vote(answered.id, approve('ada'))
  const among = [waiting.id, answered.id, expiring.id, 'no id']
  expect(await store.answered(among, NOON)).toMatchObject([{ id: answered.id, state: 'approved' }])
  const later = await store.answered(among, LATER - 1)
  expect(new Map(later.map((it) => [it.id, it.state]))).toEqual(
    new Map([
      [answered.id, 'approved'],
      [expiring.id, 'expired'],
    ]),
  )
})

test('the list is newest first; the open ones can be asked for alone', async () => {
  const far = NOON + 10_000_000
  const [closed, still] = [await open(anAsk(session.id), far), await open(anAsk(session.id), far + 1)]
  await store.vote(closed.id, { ...approve('ada'), answer: 'deny', at: far })
  const ids = async (filter: { open: boolean; limit: number }) => (await store.list(filter)).map((it) => it.id)
  expect(await ids({ open: false, limit: 2 })).toEqual([still.id, closed.id])
  expect(await ids({ open: true, limit: 1 })).toEqual([still.id])
  expect(await ids({ open: true, limit: 1000 })).not.toContain(closed.id)
})

test('an id that is no UUID names no approval', async () => {
  expect(await store.find('nothing')).toBeNull()
  expect(await store.vote('nothing', approve('ada'))).toBeNull()
  await store.giveBack('nothing', newId(NOON))
})

describe('an approval that was used', () => {
  const used = async (ask = anAsk(session.id)) => {
    const { id } = await open(ask)
    await store.vote(id, approve('ada'))
    const intent = anIntent({ uses: id })
    await createJournalStore(database.pool).appendWithUse({ ...intent, uses: id })
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
