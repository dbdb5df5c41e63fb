import { sql } from 'slonik'
import { settle } from '../../src/approvals/settle.ts'
import { newId } from '../../src/core/id.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { openPool } from '../../src/store/pool.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { aBallot, anAsk, anyHash, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
let store: ReturnType<typeof createSessionStore>

beforeAll(async () => {
  database = await testDatabase()
  store = createSessionStore(database.pool)
})
afterAll(() => database.drop())

const idToken = () => ({ hash: anyHash(), expiresAt: NOON })

test('a session is found by its token and by its id, exactly as it was made', async () => {
  const session = aSession()
  const hash = anyHash()
  expect(await store.create(session, hash, idToken())).toBe(true)
  expect(await store.findByToken(hash)).toEqual(session)
  expect(await store.find(session.id)).toEqual(session)
  expect(await store.findByToken(anyHash())).toBeNull()
})

test('one ID token, exchanged ten times at once, makes one session', async () => {
  const token = idToken()
  const attempts = Array.from({ length: 10 }, () => ({ session: aSession(), hash: anyHash() }))
  const made = await Promise.all(attempts.map(({ session, hash }) => store.create(session, hash, token)))
  expect(made.filter(Boolean)).toHaveLength(1)
  const found = await Promise.all(attempts.map(({ hash }) => store.findByToken(hash)))
  expect(found.map((it) => it !== null)).toEqual(made)
})

test('a renewal moves the end, never back, and takes each ID token once', async () => {
  const session = aSession()
  const first = idToken()
  await store.create(session, anyHash(), first)
  expect(await store.renew(session.id, NOON + 2_000_000, first)).toBe(false)
  expect((await store.find(session.id))!.expiresAt).toBe(session.expiresAt)
  const second = idToken()
  const raced = await Promise.all(Array.from({ length: 8 }, () => store.renew(session.id, NOON + 2_000_000, second)))
  expect(raced.filter(Boolean)).toHaveLength(1)
  expect((await store.find(session.id))!.expiresAt).toBe(NOON + 2_000_000)
  expect(await store.renew(session.id, NOON + 1, idToken())).toBe(true)
  expect((await store.find(session.id))!.expiresAt).toBe(NOON + 2_000_000)
})

test('a session ends once, takes its open approvals along, and is not renewed after', async () => {
  const session = aSession()
  const other = aSession()
  await store.create(session, anyHash(), idToken())
  await store.create(other, anyHash(), idToken())
  const approvals = createApprovalStore(database.pool)
  const open = async (of: string) => (await approvals.open(newId(NOON), anAsk(of), NOON, NOON + 60_000))!
  const [pending, approved, denied, elsewhere] = [
    await open(session.id),
    await open(session.id),
    await open(session.id),
    await open(other.id),
  ]
  await approvals.vote(approved.id, { ballot: aBallot(aVoter('ada')), at: NOON }, settle)
  await approvals.vote(denied.id, { ballot: aBallot(aVoter('ada'), { answer: 'deny' }), at: NOON }, settle)
  const ended = await Promise.all(Array.from({ length: 5 }, () => store.end(session.id, 'revoked by ada', NOON + 7)))
  expect(ended.filter(Boolean)).toHaveLength(1)
  expect(await store.find(session.id)).toEqual({ ...session, endedAt: NOON + 7, endedBecause: 'revoked by ada' })
  const states = await Promise.all([pending, approved, denied, elsewhere].map(({ id }) => approvals.find(id)))
  expect(states.map((it) => it!.state)).toEqual(['withdrawn', 'withdrawn', 'denied', 'pending'])
  expect(await store.renew(session.id, NOON + 2_000_000, idToken())).toBe(false)
})

test('sessions are listed newest first, so many and no more', async () => {
  const [older, newer] = [aSession({ createdAt: NOON + 1_000 }), aSession({ createdAt: NOON + 2_000 })]
  await store.create(older, anyHash(), idToken())
  await store.create(newer, anyHash(), idToken())
  expect((await store.list(2)).map((it) => it.id)).toEqual([newer.id, older.id])
})

test('an id that is no UUID names no session', async () => {
  expect(await store.find("x' or true")).toBeNull()
  expect(await store.end('', 'why', NOON)).toBe(false)
})

test('claims that JSON can hold and the database cannot are kept readable', async () => {
  const session = aSession({ claims: { 'a\0b': 'c\0d', lone: '\ud800' } })
  await store.create(session, anyHash(), idToken())
  expect((await store.find(session.id))!.claims).toEqual({ 'a\ufffdb': 'c\ufffdd', lone: '\ufffd' })
})

test('the token itself is nowhere in the database', async () => {
  const columns = await database.pool.anyFirst(sql.unsafe`
    select distinct column_name from information_schema.columns
    where table_schema = 'sallyport' and column_name like '%token%' order by column_name`)
  // `refresh_token` is an identity provider's, encrypted: test/e2e/group-check.test.ts looks for its text.
  // `honeytoken` is the name of one.
  expect(columns).toEqual(['honeytoken', 'id_token_hash', 'refresh_token', 'token_hash'])
})

test('without a database every question is refused as unavailable', async () => {
  const gone = await testDatabase()
  const pool = await openPool(gone.url, { size: 1 })
  await gone.drop()
  const away = createSessionStore(pool)
  const unavailable = { code: 'ERR_STORE_UNAVAILABLE', status: 503 }
  await expect(away.findByToken(anyHash())).rejects.toMatchObject(unavailable)
  await expect(away.create(aSession(), anyHash(), idToken())).rejects.toMatchObject(unavailable)
  await expect(away.end(newId(NOON), 'why', NOON)).rejects.toMatchObject(unavailable)
  await pool.end()
})

test('of many sightings at once the first marks a session, for good', async () => {
  const session = aSession()
  const hash = anyHash()
  await store.create(session, hash, idToken())
  const marks = Array.from({ length: 8 }, (_, at) => ({
    ...{ honeytoken: `KEY_${at}`, place: 'header' as const, exchange: newId(NOON), at: NOON + at },
  }))
  const answered = await Promise.all(marks.map((mark) => store.mark(session.id, mark)))
  expect(marks).toContainEqual(answered[0])
  expect(answered).toEqual(marks.map(() => answered[0]))
  expect(await store.find(session.id)).toEqual({ ...session, mark: answered[0] })
  expect(await store.findByToken(hash)).toEqual({ ...session, mark: answered[0] })
  const told = await database.pool.any(sql.unsafe`
    select kind, change, session_id, fields from sallyport.happenings where session_id = ${session.id} order by id`)
  expect(told).toMatchObject([
    { kind: 'session', change: 'insert' },
    {
      ...{ kind: 'mark', change: 'insert', session_id: session.id },
      fields: { honeytoken: answered[0]!.honeytoken, place: 'header', exchange_id: answered[0]!.exchange },
    },
  ])
})
