import { sql } from 'slonik'
import { z } from 'zod'
import { settle } from '../../src/approvals/settle.ts'
import { newId } from '../../src/core/id.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createJournalStore } from '../../src/store/journal.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { aBallot, aDecision, anAsk, anIntent, anOutcome, anyHash, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
let store: ReturnType<typeof createJournalStore>
const session = aSession()

beforeAll(async () => {
  database = await testDatabase()
  store = createJournalStore(database.pool)
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
})
afterAll(() => database.drop())

const anything = z.record(z.string(), z.unknown())
const exchanges = (...ids: string[]) =>
  database.pool.any(sql.unsafe`select * from sallyport.exchanges where id = any(${sql.array(ids, 'uuid')}) order by id`)
const answer = (id: string) =>
  database.pool.maybeOne(sql.type(anything)`select * from sallyport.answers where exchange_id = ${id}`)
const decisions = (id: string) =>
  database.pool.any(sql.unsafe`select * from sallyport.decisions where exchange_id = ${id} order by bundle`)

test('an intent is kept exactly, with each of its decisions', async () => {
  const intent = anIntent({ decisions: [aDecision(), aDecision({ bundle: 'r2' })], inspectionOf: newId(NOON) })
  await store.append({ intents: [intent], outcomes: [] })
  const { exchange, session, uses, inspectionOf, decisions: decided, grants: _, ...same } = intent
  expect(await exchanges(exchange)).toEqual([
    {
      ...same,
      id: exchange,
      session_id: session,
      approval_id: null,
      approval_ids: uses.length === 0 ? null : uses,
      inspection_of: inspectionOf,
    },
  ])
  expect(await decisions(exchange)).toEqual(
    decided.map(({ id, bundle, effect, ...decision }) => ({ id, exchange_id: exchange, bundle, effect, decision })),
  )
})

test('an outcome is kept exactly, any bytes in its body included', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n))
  const [whole, none] = [
    anOutcome(newId(NOON), { body: bytes, bytes: 2 ** 40, bytesUpstream: 2 ** 41 }),
    anOutcome(newId(NOON), { body: null, code: 'client_gone' }),
  ]
  await store.append({ intents: [], outcomes: [whole, none] })
  for (const { exchange, bytesUpstream = null, ...same } of [whole, none])
    expect(await answer(exchange)).toEqual({ ...same, exchange_id: exchange, bytes_upstream: bytesUpstream })
})

test('intents without decisions, and outcomes beside them, go in with one batch', async () => {
  const intents = [anIntent({ decisions: [] }), anIntent({ decisions: [] })]
  const outcome = anOutcome(intents[0]!.exchange)
  await store.append({ intents, outcomes: [outcome] })
  expect(await exchanges(...intents.map((it) => it.exchange))).toHaveLength(2)
  expect((await answer(outcome.exchange))!.status).toBe(201)
  await store.append({ intents: [], outcomes: [] })
})

test('U+0000 and lone surrogates, in values and in names, fail no batch', async () => {
  const odd = anIntent({
    headers: [['x-odd', 'a\0b\ud800']],
    operations: [{ kind: 'http.get', access: 'read', resource: '\udfff', detail: { 'na\0me': '\\u0000' } }],
  })
  const outcome = anOutcome(odd.exchange, { headers: [['x-odd', '\0']] })
  await store.append({ intents: [anIntent(), odd], outcomes: [outcome] })
  expect(await exchanges(odd.exchange)).toMatchObject([
    {
      headers: [['x-odd', 'a\ufffdb\ufffd']],
      operations: [{ kind: 'http.get', access: 'read', resource: '\ufffd', detail: { 'na\ufffdme': '\\u0000' } }],
    },
  ])
  expect((await answer(odd.exchange))!.headers).toEqual([['x-odd', '\ufffd']])
})

test('a batch is written whole or not at all', async () => {
  const good = anIntent()
  const refused = store.append({
    intents: [good, anIntent({ session: 'no UUID' })],
    outcomes: [anOutcome(good.exchange)],
  })
  await expect(refused).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: { code: '22P02' } })
  expect(await exchanges(good.exchange)).toEqual([])
  expect(await answer(good.exchange)).toBeNull()
})

test('of two outcomes of one exchange the first stays', async () => {
  const id = newId(NOON)
  await store.append({ intents: [], outcomes: [anOutcome(id), anOutcome(id, { status: 500 })] })
  await store.append({ intents: [], outcomes: [anOutcome(id, { status: 502 })] })
  expect((await answer(id))!.status).toBe(201)
})

describe('the use of an approval', () => {
  const approvals = () => createApprovalStore(database.pool)
  const opened = async (approve: boolean) => {
    const id = newId(NOON)
    await approvals().open(id, anAsk(session.id), NOON, NOON + 600_000)
    if (approve) await approvals().vote(id, { ballot: aBallot(aVoter('ada')), at: NOON }, settle)
    return id
  }
  const use = (id: string, changes: Parameters<typeof anIntent>[0] = {}) => {
    const intent = { ...anIntent(changes), uses: [id] }
    return { intent, used: store.appendWithUse(intent) }
  }

  test('is given to exactly one of twenty exchanges at once, and only that one is on record', async () => {
    const id = await opened(true)
    const attempts = Array.from({ length: 20 }, () => use(id))
    const used = await Promise.all(attempts.map((it) => it.used))
    expect(used.filter(Boolean)).toHaveLength(1)
    const winner = attempts[used.indexOf(true)]!.intent.exchange
    expect(await exchanges(...attempts.map((it) => it.intent.exchange))).toMatchObject([
      { id: winner, approval_ids: [id] },
    ])
    expect(await decisions(winner)).toHaveLength(1)
    expect((await approvals().find(id))!.state).toBe('used')
  })

  test('needs an approval that people gave, and that has not expired', async () => {
    expect(await use(await opened(false)).used).toBe(false)
    expect(await use(await opened(true), { at: NOON + 600_000 }).used).toBe(false)
    expect(await use(await opened(true), { at: NOON + 599_999 }).used).toBe(true)
  })

  test('is taken back with an intent that could not be written', async () => {
    const id = await opened(true)
    await expect(use(id, { session: 'no UUID' }).used).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    expect((await approvals().find(id))!.state).toBe('approved')
  })
})
