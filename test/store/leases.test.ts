import { settle } from '../../src/approvals/settle.ts'
import { newId } from '../../src/core/id.ts'
import type { Lease } from '../../src/core/lease.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createLeaseStore } from '../../src/store/leases.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { aBallot, aLease, anAsk, anIntent, anyHash, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
let sessions: ReturnType<typeof createSessionStore>
let leases: ReturnType<typeof createLeaseStore>

beforeAll(async () => {
  database = await testDatabase()
  sessions = createSessionStore(database.pool)
  leases = createLeaseStore(database.pool)
})
afterAll(() => database.drop())

const answers = {
  code: 'git/protected-branches',
  by: ['ann'],
  from: ['leads'],
  at: '2040-01-02T12:00:00Z',
  reason: 'Release',
}

async function made(held: readonly Lease[] = []) {
  const session = aSession({ leases: held })
  const idToken = { hash: anyHash(), expiresAt: NOON }
  const hash = anyHash()
  await sessions.create(session, hash, idToken)
  return { session, hash, idToken }
}

test('a session is read with its leases, in the order in which they were granted', async () => {
  const held = [aLease({ resources: ['a', 'b'] }), aLease({ grantedAt: NOON + 1, answers })]
  const { session, hash } = await made(held)
  expect(await sessions.findByToken(hash)).toEqual(session)
  expect((await sessions.find(session.id))!.leases).toEqual(held)
})

test('an exchange that comes second for its ID token leaves no lease', async () => {
  const { idToken } = await made()
  const second = aSession({ leases: [aLease()] })
  expect(await sessions.create(second, anyHash(), idToken)).toBe(false)
  expect(await leases.find(second.leases[0]!.id)).toBeNull()
})

test('one that narrowed is told of after its end; one that people granted is not', async () => {
  const [narrowing, granted] = [aLease(), aLease({ answers })]
  const { session } = await made([narrowing, granted])
  expect(await leases.end(narrowing.id, 'revoked', NOON + 5)).toBe(true)
  expect(await leases.end(narrowing.id, 'again', NOON + 6)).toBe(false)
  expect(await leases.end(granted.id, 'revoked', NOON + 5)).toBe(true)
  expect(await leases.end('nonsense', 'revoked', NOON)).toBe(false)
  expect((await sessions.find(session.id))!.leases).toEqual([{ ...narrowing, endedAt: NOON + 5 }])
  const [standing] = await sessions.standing([session.id])
  expect({ ...standing, endedLeases: [...standing!.endedLeases].sort() }).toEqual({
    ...{ id: session.id, expiresAt: session.expiresAt, endedAt: null },
    endedLeases: [narrowing.id, granted.id].sort(),
  })
  expect(await leases.find(narrowing.id)).toEqual({
    ...{ ...narrowing, session: session.id, agent: 'shop-bot', endedAt: NOON + 5, endedBecause: 'revoked' },
  })
})

test('open ones are those that nothing ended: no end, no time, no session', async () => {
  const soon = Date.now() + 3_600_000
  const [open, ended, expired] = [aLease(), aLease(), aLease()]
  const at = { grantedAt: Date.now(), expiresAt: soon }
  const { session } = await made([
    { ...open, ...at },
    { ...ended, ...at },
    { ...expired, grantedAt: 1, expiresAt: 2 },
  ])
  const other = await made([{ ...aLease(), ...at }])
  await leases.end(ended.id, 'revoked', NOON)
  await sessions.end(other.session.id, 'revoked', NOON)
  const of = async (filter: { session: string | null; open: boolean }) =>
    (await leases.list({ limit: 1000, ...filter })).map(({ id }) => id)
  expect(await of({ session: session.id, open: true })).toEqual([open.id])
  expect((await of({ session: session.id, open: false })).sort()).toEqual([open.id, ended.id, expired.id].sort())
  const all = await of({ session: null, open: true })
  expect([all.includes(open.id), all.includes(other.session.leases[0]!.id)]).toEqual([true, false])
})

test('what people granted is there once their answer is used, and gone with an answer that is given back', async () => {
  const approvals = createApprovalStore(database.pool)
  const journal = testJournal(database.pool)
  const { session } = await made()
  const id = newId(NOON)
  await approvals.open(id, anAsk(session.id), NOON, NOON + 60_000)
  await approvals.vote(id, { ballot: aBallot(aVoter('ann')), at: NOON }, settle)
  const lease = aLease({ answers })
  const intent = { ...anIntent({ session: session.id, grants: [lease] }), uses: [id] }
  expect(await journal.appendWithUse(intent)).toBe(true)
  expect((await sessions.find(session.id))!.leases).toEqual([lease])
  const second = { ...anIntent({ session: session.id, grants: [aLease({ answers })] }), uses: [id] }
  expect(await journal.appendWithUse(second)).toBe(false)
  expect((await sessions.find(session.id))!.leases).toEqual([lease])
  await approvals.giveBack(id, intent.exchange)
  expect((await sessions.find(session.id))!.leases).toEqual([])
  expect(await leases.find(lease.id)).toMatchObject({ endedBecause: 'given back' })
})
