import pg from 'pg'
import { sql } from 'slonik'
import { z } from 'zod'
import { settle } from '../../src/approvals/settle.ts'
import { newId } from '../../src/core/id.ts'
import type { Entry, Happening, Intent } from '../../src/core/journal.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { createJournalStore } from '../../src/store/journal.ts'
import { openPool } from '../../src/store/pool.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { aBallot, aLease, anAsk, anIntent, anyHash, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
let store: ReturnType<typeof createJournalStore>
const session = aSession()

beforeAll(async () => {
  database = await testDatabase()
  store = createJournalStore(database.pool)
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
})
afterAll(() => database.drop())

const row = z.object({
  ...{ writer: z.string(), sequence: z.number(), kind: z.string(), at: z.number() },
  ...{ session: z.string().nullable(), exchange: z.string().nullable(), line: z.string(), hash: z.string() },
})
const ofWriter = (writer: string) =>
  database.pool.any(sql.type(row)`
    select writer, sequence, kind, at, session_id as session, exchange_id as exchange, entry as line,
      encode(hash, 'hex') as hash
    from sallyport.entries where writer = ${writer} order by sequence`)

function entriesFrom(writer: string, sequence: number, changes: Partial<Entry>[]): Entry[] {
  return changes.map((change, index) => ({
    ...{ writer, sequence: sequence + index, kind: 'exchange', at: NOON + index, session: session.id },
    ...{ exchange: newId(NOON), line: `{"n":${index}}`, hash: anyHash().toString('hex'), ...change },
  }))
}

test('entries are kept exactly, and a chain’s head is its last', async () => {
  const writer = newId(NOON)
  expect(await store.head(writer)).toEqual({ sequence: 0, hash: '0'.repeat(64) })
  const first = entriesFrom(writer, 1, [{ session: null, exchange: null, kind: 'writer' }])
  const others = entriesFrom(writer, 2, [
    { exchange: null },
    { line: '{"n":"\\u0000\\ud800 \\\\ \\" é \u2028 \u{1f600}"}' },
    { session: null },
  ])
  await store.append(first)
  await store.append(others)
  await store.append([])
  expect(await ofWriter(writer)).toEqual([...first, ...others])
  expect(await store.head(writer)).toEqual({ sequence: 4, hash: others[2]!.hash })
})

test('a batch is written whole or not at all, and no sequence twice', async () => {
  const writer = newId(NOON)
  const bad = entriesFrom(writer, 1, [{}, { session: 'no UUID' }])
  await expect(store.append(bad)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: { code: '22P02' } })
  expect(await ofWriter(writer)).toEqual([])
  await store.append(entriesFrom(writer, 1, [{}, {}]))
  await expect(store.append(entriesFrom(writer, 2, [{}, {}]))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
  expect(await ofWriter(writer)).toHaveLength(2)
})

test('what is in it stays as it is', async () => {
  const { pool } = database
  await store.append(entriesFrom(newId(NOON), 1, [{}]))
  for (const change of [
    sql.unsafe`update sallyport.entries set at = now()`,
    sql.unsafe`delete from sallyport.entries where false`,
    sql.unsafe`truncate sallyport.entries`,
    sql.unsafe`delete from sallyport.checkpoints`,
  ]) {
    await expect(pool.query(change)).rejects.toThrow(/append-only/)
  }
})

describe('what happened', () => {
  const moved = async () => {
    const taken: Happening[] = []
    const writer = newId(NOON)
    while (
      (await store.appendHappenings(2, (some) => {
        const sequence = taken.length + 1
        taken.push(...some)
        return entriesFrom(
          writer,
          sequence,
          some.map(({ kind }) => ({ kind })),
        )
      })) > 0
    );
    expect((await ofWriter(writer)).map(({ kind }) => kind)).toEqual(taken.map(({ kind }) => kind))
    return taken.map(({ fields, ...rest }) => ({ ...rest, fields: JSON.parse(fields) as Record<string, unknown> }))
  }

  test('to sessions, approvals, votes, leases and policy is moved in order, each once, and nothing secret with it', async () => {
    await moved()
    const sessions = createSessionStore(database.pool)
    const other = aSession({ leases: [aLease()] })
    const [token, hash] = [anyHash(), anyHash()]
    await sessions.create(other, token, { hash, expiresAt: NOON })
    // An ID token opens one session; what doesn't come to be doesn't happen.
    expect(await sessions.create(aSession(), anyHash(), { hash, expiresAt: NOON })).toBe(false)
    const approvals = createApprovalStore(database.pool)
    const opened = (await approvals.open(newId(NOON), anAsk(other.id), NOON, NOON + 1_000))!
    await approvals.open(newId(NOON), opened, NOON, NOON + 1_000)
    await approvals.vote(opened.id, { ballot: aBallot(aVoter('ada')), at: NOON }, settle)
    await sessions.mark(other.id, { honeytoken: 'KEY', place: 'body', exchange: newId(NOON), at: NOON })
    await sessions.end(other.id, 'over', NOON)
    const happened = await moved()
    expect(
      happened.map(({ kind, change, fields }) => [kind, change, fields.state ?? fields.ended_because ?? null]),
    ).toEqual([
      ['session', 'insert', null],
      ['lease', 'insert', null],
      ['approval', 'insert', 'pending'],
      ['approval', 'update', 'approved'],
      ['vote', 'insert', null],
      ['mark', 'insert', null],
      ['session', 'update', 'over'],
      ['approval', 'update', 'withdrawn'],
    ])
    expect(new Set(happened.map((it) => it.session))).toEqual(new Set([other.id]))
    expect(happened[0]!.fields).toMatchObject({ id: other.id, agent: 'shop-bot', claims: other.claims })
    expect(JSON.stringify(happened)).not.toContain(token.toString('hex'))
    expect(await moved()).toEqual([])
  })

  test('is a session’s token changed by hand: that it was is told, and neither token', async () => {
    const session = aSession()
    const [before, after] = [anyHash(), anyHash()]
    await createSessionStore(database.pool).create(session, before, { hash: anyHash(), expiresAt: NOON })
    await moved()
    await database.pool.query(sql.unsafe`
      update sallyport.sessions set token_hash = ${sql.binary(after)} where id = ${session.id}`)
    const happened = await moved()
    expect(happened).toMatchObject([{ kind: 'session', change: 'update', session: session.id }])
    expect(Object.keys(happened[0]!.fields)).not.toContain('token_hash')
  })

  test('is moved once, however many do so at the same time; and stays where it can not be moved', async () => {
    await database.pool.query(sql.unsafe`
      insert into sallyport.happenings (kind, change, fields, at)
      select 'policy', 'insert', jsonb_build_object('n', n), now() from generate_series(1, 300) n`)
    await expect(
      store.appendHappenings(500, (some) =>
        entriesFrom(
          newId(NOON),
          1,
          some.map(() => ({ session: 'no UUID' })),
        ),
      ),
    ).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    const all = (await Promise.all(Array.from({ length: 8 }, moved))).flat()
    expect(all.map(({ fields }) => fields.n).sort((one, other) => Number(one) - Number(other))).toEqual(
      Array.from({ length: 300 }, (_, n) => n + 1),
    )
  })
})

describe('the use of approvals', () => {
  const approvals = () => createApprovalStore(database.pool)
  const opened = async (approve: boolean) => {
    const id = newId(NOON)
    await approvals().open(id, anAsk(session.id), NOON, NOON + 600_000)
    if (approve) await approvals().vote(id, { ballot: aBallot(aVoter('ada')), at: NOON }, settle)
    return id
  }
  const use = async (...intents: Intent[]) => {
    const writer = newId(NOON)
    const uses = await store.appendUses(intents, (used) =>
      entriesFrom(
        writer,
        1,
        used.map(({ exchange, session }) => ({ exchange, session })),
      ),
    )
    return { uses, kept: (await ofWriter(writer)).map(({ exchange }) => exchange) }
  }
  const stateOf = async (id: string) => (await approvals().find(id))!.state

  test('is given to exactly one of twenty exchanges at once, and only that one is on record', async () => {
    const id = await opened(true)
    const intents = Array.from({ length: 20 }, () => anIntent({ uses: [id] }))
    const all = await Promise.all(intents.map((intent) => use(intent)))
    expect(all.filter(({ uses }) => uses[0] === 'used')).toHaveLength(1)
    const winner = all.findIndex(({ uses }) => uses[0] === 'used')
    expect(all.flatMap(({ kept }) => kept)).toEqual([intents[winner]!.exchange])
    expect(await stateOf(id)).toBe('used')
    expect(await use(anIntent({ uses: [id] }))).toEqual({ uses: ['gone'], kept: [] })
  })

  test('needs approvals that people gave, and that have not expired; and uses all of an intent or none', async () => {
    const [given, pending, other, third] = [
      await opened(true),
      await opened(false),
      await opened(true),
      await opened(true),
    ]
    const late = NOON + 600_000
    expect((await use(anIntent({ uses: [given!], at: late }))).uses).toEqual(['gone'])
    const intents = [
      anIntent({ uses: [given!, pending!] }),
      anIntent({ uses: [other!, third!], at: late - 1 }),
      anIntent({ uses: [newId(NOON)] }),
    ]
    expect(await use(...intents)).toEqual({ uses: ['gone', 'used', 'gone'], kept: [intents[1]!.exchange] })
    expect(await Promise.all([given!, pending!, other!, third!].map(stateOf))).toEqual([
      ...['approved', 'pending', 'used', 'used'],
    ])
  })

  test('waits for nobody: what another transaction has in hand is busy', async () => {
    const [held, free] = [await opened(true), await opened(true)]
    const intents = [anIntent({ uses: [held] }), anIntent({ uses: [free] })]
    const other = new pg.Client({ connectionString: database.url })
    await other.connect()
    await other.query('begin')
    await other.query('select from sallyport.approvals where id = $1 for update', [held])
    expect(await use(...intents)).toEqual({ uses: ['busy', 'used'], kept: [intents[1]!.exchange] })
    await other.end()
    expect((await use(intents[0]!)).uses).toEqual(['used'])
  })

  test('grants its leases in the same commit, and is taken back with what could not be written', async () => {
    const [id, bad] = [await opened(true), await opened(true)]
    const lease = aLease()
    await use(anIntent({ session: session.id, uses: [id], grants: [lease] }))
    expect(
      await database.pool.anyFirst(sql.unsafe`select id from sallyport.leases where session_id = ${session.id}`),
    ).toEqual([lease.id])
    await expect(use(anIntent({ session: 'no UUID', uses: [bad] }))).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
    })
    expect(await stateOf(bad)).toBe('approved')
  })
})

test('whether anything happened is asked by a statement that its connection keeps', async () => {
  const pool = await openPool(database.url, { size: 1 })
  await createJournalStore(pool).appendHappenings(0, () => [])
  const kept = await pool.anyFirst(sql.unsafe`select name from pg_prepared_statements`)
  expect(kept).toContainEqual(expect.stringMatching(/^sallyport_has_happenings_/))
  await pool.end()
})
