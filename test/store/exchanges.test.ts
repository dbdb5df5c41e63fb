import { newId } from '../../src/core/id.ts'
import { createExchangeReader } from '../../src/store/exchanges.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { aDecision, anIntent, anOutcome, anyHash, aRecording, aSession, NOON } from '../support/rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test("a session's exchanges are read back whole, oldest first, the newest so many", async () => {
  const session = newId(NOON)
  const [first, second, third] = [0, 1, 2].map((n) => anIntent({ session, at: NOON + n }))
  const recordings = [aRecording()]
  const outcomes = [anOutcome(second!.exchange, { recordings }), anOutcome(first!.exchange, { code: 'ERR_DENIED' })]
  await testJournal(database.pool).append({ intents: [third!, anIntent(), first!, second!], outcomes })
  const reader = createExchangeReader(database.pool)
  const recorded = (intent: typeof first, answer: object | null) => ({
    id: intent!.exchange,
    at: intent!.at,
    connection: 'shop',
    method: 'POST',
    target: '/orders?page=2',
    operations: intent!.operations,
    decisions: intent!.decisions,
    approvals: [],
    stages: [],
    inspectionOf: null,
    answer,
  })
  const answered = { status: 201, bytes: 2, forwarded: true }
  const all = [
    recorded(first, { ...answered, code: 'ERR_DENIED', recordings: [] }),
    recorded(second, { ...answered, code: null, recordings }),
    recorded(third, null),
  ]
  expect(await reader.ofSession(session, 10)).toEqual(all)
  expect(await reader.ofSession(session, 2)).toEqual(all.slice(1))
  expect(await reader.ofSession('no session', 10)).toEqual([])
})

test('how far an exchange came is told, whether or not it came to its intent', async () => {
  const session = newId(NOON)
  const store = testJournal(database.pool)
  const [whole, cut] = [anIntent({ session, inspectionOf: newId(NOON) }), newId(NOON)]
  for (const [at, stage] of (['uploading', 'inspecting', 'held'] as const).entries()) {
    await store.reach({ exchange: whole.exchange, session, connection: 'shop', stage, at: NOON + at })
  }
  await store.reach({ exchange: cut, session, connection: 'forge', stage: 'uploading', at: NOON + 5 })
  await store.append({ intents: [whole] })
  const read = await createExchangeReader(database.pool).ofSession(session, 10)
  expect(read).toMatchObject([
    {
      id: whole.exchange,
      stages: ['uploading', 'inspecting', 'held'],
      inspectionOf: whole.inspectionOf,
      method: 'POST',
    },
    { id: cut, at: NOON + 5, connection: 'forge', stages: ['uploading'], method: null, target: null, operations: [] },
  ])
  expect(read[1]).toMatchObject({ decisions: [], answer: null, approvals: [], inspectionOf: null })
})

test('what the policy was asked last is put together again', async () => {
  const session = aSession()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const asked = { ...aDecision().asked, counters: { 'a/b/c': 2 }, at: new Date(NOON + 1).toISOString() }
  const intent = anIntent({ session: session.id, decisions: [{ ...aDecision(), asked }, aDecision()] })
  await testJournal(database.pool).append({ intents: [intent], outcomes: [] })
  const { id, agent, issuer, subject, groups, claims, trust } = session
  const reader = createExchangeReader(database.pool)
  expect(await reader.inputOf(intent.exchange)).toEqual({
    version: 1,
    session: { id, agent, issuer, subject, groups, claims, trust, counters: { 'a/b/c': 2 } },
    lease: null,
    connection: { name: 'shop', protocol: 'http', labels: {} },
    request: { method: 'POST', host: 'shop.test', path: '/orders' },
    operations: intent.operations,
    approval: null,
    at: asked.at,
  })
  expect(await reader.inputOf(newId(NOON))).toBeNull()
})
