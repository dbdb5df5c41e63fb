import { settle } from '../../src/approvals/settle.ts'
import { newId } from '../../src/core/id.ts'
import { realTiming } from '../../src/core/timing.ts'
import { createApprovalStore } from '../../src/store/approvals.ts'
import { openNotices } from '../../src/store/notices.ts'
import { createSessionStore } from '../../src/store/sessions.ts'
import { createTell, tellingApprovals, tellingJournal } from '../../src/store/telling.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testJournal } from '../support/journal.ts'
import { aBallot, anAsk, anIntent, anyHash, aSession, aVoter, NOON } from '../support/rows.ts'

let database: TestDatabase
const session = aSession()
beforeAll(async () => {
  database = await testDatabase()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
})
afterAll(() => database.drop())

test('every change is told: asked, voted, used, given back, closed', async () => {
  const told: string[] = []
  const approvals = tellingApprovals(createApprovalStore(database.pool), (id) => told.push(id))
  const journal = testJournal(database.pool, (store) => tellingJournal(store, (id) => told.push(id)))
  const steps = async () => told.splice(0)
  const [id, ask] = [newId(NOON), anAsk(session.id)]
  const cast = { ballot: aBallot(aVoter('ada')), at: NOON }
  await approvals.open(id, ask, NOON, NOON + 1_000)
  expect(await steps()).toEqual([id])
  await approvals.open(newId(NOON), ask, NOON, NOON + 1_000)
  expect(await steps()).toEqual([id])
  await approvals.vote(id, cast, settle)
  expect(await steps()).toEqual([id])
  expect(await approvals.vote(id, cast, settle)).toBeNull()
  expect(await steps()).toEqual([])
  const intent = anIntent({ uses: [id] })
  expect([await journal.appendWithUse(intent), await journal.appendWithUse(anIntent({ uses: [id] }))]).toEqual([
    true,
    false,
  ])
  expect(await steps()).toEqual([id])
  await approvals.giveBack(id, intent.exchange)
  expect(await steps()).toEqual([id])
  await approvals.close(NOON + 1_000)
  expect(await steps()).toEqual([id])
})

test('what is told is heard wherever somebody listens, each once; and so is what a session takes along', async () => {
  const heard: (string | null)[] = []
  let stirred = (): void => {}
  const notices = openNotices(database.url, realTiming, () => {})
  notices.heard('approvals', (id) => {
    heard.push(id)
    stirred()
  })
  const until = async (count: number) => {
    while (heard.length < count) {
      await new Promise<void>((resolve) => {
        stirred = resolve
      })
    }
    return heard.splice(0)
  }
  expect(await until(1)).toEqual([null])
  const tell = createTell(database.pool, () => {})
  for (const id of ['one', 'two', 'two', 'three']) tell(id)
  expect((await until(3)).sort()).toEqual(['one', 'three', 'two'])
  const ending = aSession()
  const sessions = createSessionStore(database.pool)
  await sessions.create(ending, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const open = await createApprovalStore(database.pool).open(newId(NOON), anAsk(ending.id), NOON, NOON + 1_000)
  await sessions.end(ending.id, 'over', NOON)
  expect(await until(1)).toEqual([open!.id])
  await notices.close()
})

test('what can not be told is said, and what comes after it is told all the same', async () => {
  const errors: unknown[] = []
  let away = true
  const asked: string[] = []
  const pool = {
    query: async ({ values }: { values: readonly unknown[] }) => {
      asked.push(JSON.stringify(values))
      if (away) throw new Error('away')
    },
  }
  const tell = createTell(pool as never, (error) => errors.push(error))
  tell('one')
  await new Promise(setImmediate)
  expect(errors).toEqual([new Error('away')])
  away = false
  tell('two')
  await new Promise(setImmediate)
  expect(asked).toHaveLength(2)
  expect(asked[1]).toContain('two')
})
