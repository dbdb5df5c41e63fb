import { sql } from 'slonik'
import type { PolicyStore } from '../../src/core/policy.ts'
import { createPolicyStore } from '../../src/store/policy.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { NOON } from '../support/rows.ts'

let database: TestDatabase
let store: PolicyStore
let other: PolicyStore
beforeAll(async () => {
  database = await testDatabase()
  store = createPolicyStore(database.pool, 'one')
  other = createPolicyStore(database.pool, 'two')
})
afterAll(() => database.drop())
beforeEach(() => database.pool.query(sql.unsafe`truncate sallyport.policy_changes restart identity`))

const activate = (sequence: number | null, revision = `r${sequence}`) => store.activate({ revision, sequence }, NOON)
const lower = (sequence: number) => other.lower(sequence, { by: 'operator', reason: 'bad rule' }, NOON + 1)
const yes = (floor: number | null) => ({ accepted: true, floor })
const no = (floor: number | null) => ({ accepted: false, floor })
const floor = async () => (await store.read(1)).floor
const told = async () =>
  (await store.read(100)).changes.map(({ kind, revision, sequence }) => `${kind} ${revision} ${sequence}`)

test('everything that happened is on record, newest first, with who and why', async () => {
  await activate(7)
  await other.refuse({ revision: 'r\u00006', sequence: 6 }, 'ERR_POLICY_ROLLBACK: low', NOON)
  await other.refuse({}, 'ERR_POLICY_BUNDLE: no archive', NOON)
  await lower(5)
  const none = { by: null, reason: null }
  expect(await store.read(10)).toEqual({
    floor: 5,
    changes: [
      {
        id: 4,
        at: NOON + 1,
        kind: 'lowered',
        revision: null,
        sequence: 5,
        by: 'operator',
        reason: 'bad rule',
        replica: 'two',
      },
      {
        id: 3,
        at: NOON,
        kind: 'refused',
        revision: null,
        sequence: null,
        by: null,
        reason: 'ERR_POLICY_BUNDLE: no archive',
        replica: 'two',
      },
      {
        id: 2,
        at: NOON,
        kind: 'refused',
        revision: 'r\ufffd6',
        sequence: 6,
        by: null,
        reason: 'ERR_POLICY_ROLLBACK: low',
        replica: 'two',
      },
      { id: 1, at: NOON, kind: 'activated', revision: 'r7', sequence: 7, ...none, replica: 'one' },
    ],
  })
  expect((await store.read(1)).changes).toMatchObject([{ id: 4 }])
})

test('without a floor anything is taken, with or without a place', async () => {
  expect(await store.read(1)).toEqual({ floor: null, changes: [] })
  expect(await activate(null, 'a')).toEqual(yes(null))
  expect(await activate(null, 'b')).toEqual(yes(null))
  expect(await floor()).toBeNull()
  expect(await activate(2 ** 53 - 1)).toEqual(yes(null))
  expect(await floor()).toBe(2 ** 53 - 1)
})

test('below the floor nothing is taken, nor what has no place; at it and above it everything', async () => {
  await activate(7)
  expect(await activate(6)).toEqual(no(7))
  expect(await activate(null, 'r')).toEqual(no(7))
  expect(await activate(7, 'other')).toEqual(yes(7))
  expect(await activate(9)).toEqual(yes(7))
  expect(await told()).toEqual(['activated r9 9', 'activated other 7', 'activated r7 7'])
  expect(await floor()).toBe(9)
})

test('what every replica activates, and every start, is on record once', async () => {
  await activate(7)
  expect(await activate(7)).toEqual(yes(7))
  await activate(8)
  await activate(8)
  await other.refuse({ revision: 'r6', sequence: 6 }, 'low', NOON)
  await activate(8)
  expect(await told()).toEqual(['refused r6 6', 'activated r8 8', 'activated r7 7'])
})

test('the floor can be lowered, and rises again with what is activated from then on', async () => {
  await activate(9)
  expect(await lower(6)).toEqual({ lowered: true, floor: 6 })
  // A start with the bundle that still is in force doesn't undo it.
  expect(await activate(9)).toEqual(yes(6))
  expect(await floor()).toBe(6)
  expect(await activate(5)).toEqual(no(6))
  expect(await activate(6)).toEqual(yes(6))
  expect(await activate(8)).toEqual(yes(6))
  expect(await activate(7)).toEqual(no(8))
  expect(await lower(0)).toEqual({ lowered: true, floor: 0 })
  expect(await floor()).toBe(0)
  expect(await activate(null, 'r')).toEqual(no(0))
})

test('the floor is not raised by hand, nor lowered where there is none', async () => {
  expect(await lower(3)).toEqual({ lowered: false, floor: null })
  await activate(7)
  expect(await lower(7)).toEqual({ lowered: false, floor: 7 })
  expect(await lower(8)).toEqual({ lowered: false, floor: 7 })
  expect(await told()).toEqual(['activated r7 7'])
})

test('replicas that activate two bundles at once never end with the lower one after the higher', async () => {
  for (let round = 1; round <= 40; round++) {
    const bundles = [round * 10 + 2, round * 10 + 1, round * 10 + 3, round * 10]
    const answers = await Promise.all(
      bundles.map((sequence, index) =>
        (index % 2 === 0 ? store : other).activate({ revision: `r${sequence}`, sequence }, NOON),
      ),
    )
    const rows = (await store.read(bundles.length)).changes.map(({ sequence }) => sequence!).reverse()
    const ofRound = rows.filter((sequence) => sequence >= round * 10)
    expect(ofRound).toEqual(ofRound.toSorted((one, other) => one - other))
    expect(answers.filter(({ accepted }) => accepted)).toHaveLength(ofRound.length)
    expect(await floor()).toBe(round * 10 + 3)
  }
})

test('one bundle that ten replicas activate at once is on record once', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => activate(7)))
  expect(answers.map(({ accepted }) => accepted)).toEqual(Array.from({ length: 10 }, () => true))
  expect(await told()).toEqual(['activated r7 7'])
})
