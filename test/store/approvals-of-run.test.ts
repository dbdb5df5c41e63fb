import { settle } from '../../src/approvals/settle.ts'
import type { Ballot } from '../../src/core/approval.ts'
import { newId } from '../../src/core/id.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { aBallot, anAsk, anyHash, aSession, aVoter, NOON } from '../support/rows.ts'

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
test('denials of a session, and of others of its run, are told with when they were, and which were of exactly this', async () => {
  const owner = aSession({ run: '78/1' })
  await createSessionStore(database.pool).create(owner, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const ask = anAsk(owner.id)
  for (const [asked, at] of [
    [anAsk(owner.id), NOON + 1],
    [ask, NOON + 2],
    [ask, NOON + 3],
  ] as const) {
    await vote((await open(asked, at)).id, 'ada', { answer: 'deny', at })
  }
  await vote((await open(anAsk(owner.id))).id, 'ada')
  expect((await store.ofRun(owner.id, ask.digest, { since: NOON + 1, at: NOON })).denials).toEqual([
    { same: true, at: NOON + 2 },
    { same: true, at: NOON + 3 },
  ])
  expect((await store.ofRun(owner.id, ask.digest, { since: NOON, at: NOON })).denials).toHaveLength(3)
  const sessions = createSessionStore(database.pool)
  const [sibling, stranger] = [aSession({ run: '78/1' }), aSession({ run: '78/1', issuer: 'other' })]
  for (const other of [sibling, stranger]) await sessions.create(other, anyHash(), { hash: anyHash(), expiresAt: NOON })
  expect((await store.ofRun(sibling.id, ask.digest, { since: NOON, at: NOON })).denials).toHaveLength(3)
  expect((await store.ofRun(stranger.id, ask.digest, { since: NOON, at: NOON })).denials).toEqual([])
  expect((await store.ofRun(session.id, ask.digest, { since: NOON, at: NOON })).denials).not.toContainEqual(
    expect.objectContaining({ same: true }),
  )
})

test('other asks of the run that are pending are counted, whichever session asked', async () => {
  const sessions = createSessionStore(database.pool)
  const [one, other] = [aSession({ run: 'busy' }), aSession({ run: 'busy' })]
  for (const session of [one, other]) await sessions.create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const [ask] = [anAsk(one.id), await open(anAsk(one.id)), await open(anAsk(other.id))]
  await open(ask)
  await vote((await open(anAsk(one.id))).id, 'ada')
  const pending = async (digest: string, at: number) => (await store.ofRun(one.id, digest, { since: NOON, at })).pending
  expect([await pending('', NOON), await pending(ask.digest, NOON), await pending('', LATER)]).toEqual([3, 2, 0])
})

test('without a known run denials are of the session alone', async () => {
  const sessions = createSessionStore(database.pool)
  const [one, other] = [aSession({ run: null }), aSession({ run: null })]
  for (const it of [one, other]) await sessions.create(it, anyHash(), { hash: anyHash(), expiresAt: NOON })
  await vote((await open(anAsk(one.id))).id, 'ada', { answer: 'deny' })
  expect((await store.ofRun(one.id, '', { since: NOON - 1, at: NOON })).denials).toHaveLength(1)
  expect((await store.ofRun(other.id, '', { since: NOON - 1, at: NOON })).denials).toEqual([])
})
