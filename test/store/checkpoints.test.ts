import { sql } from 'slonik'
import { newId } from '../../src/core/id.ts'
import { createCheckpointStore } from '../../src/store/checkpoints.ts'
import { insertEntries } from '../../src/store/journal.ts'
import { A, B, C, entriesOf, headOf } from '../journal/verify/journals.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { NOON } from '../support/rows.ts'

let database: TestDatabase
let store: ReturnType<typeof createCheckpointStore>
const chains = [entriesOf(A, 30), entriesOf(B, 4), entriesOf(C, 1)]
beforeAll(async () => {
  database = await testDatabase()
  store = createCheckpointStore(database.pool)
})
afterAll(() => database.drop())

test('a checkpoint is made of all chains’ heads, of those before it, and of hashes that are asked for', async () => {
  const empty = await store.add(2, async ({ heads, recent }) => {
    expect([heads, recent]).toEqual([[], []])
    return null
  })
  expect(empty).toBe('nothing')
  for (const chain of chains) await insertEntries(database.pool, chain)
  for (const number of [1, 2, 3]) {
    const added = await store.add(2, async ({ heads, recent, hashes }) => {
      expect(heads).toEqual(chains.map((entries) => headOf(entries.at(-1)!)))
      expect(recent.map((it) => it.number)).toEqual([2, 1].filter((it) => it < number).slice(0, 2))
      const asked = [headOf(chains[0]![6]!), headOf(chains[1]![0]!), { writer: newId(NOON), sequence: 1 }]
      expect(await hashes(asked)).toEqual(
        new Map([
          [`${A} 7`, chains[0]![6]!.hash],
          [`${B} 1`, chains[1]![0]!.hash],
        ]),
      )
      return { number, at: NOON + number, jws: `jws-${number}` }
    })
    expect(added).toBe('added')
  }
  expect(await store.after(1, 10)).toEqual(
    [2, 3].map((number) => ({ number, at: NOON + number, jws: `jws-${number}` })),
  )
  expect(await store.after(1, 1)).toHaveLength(1)
})

test('one at a time, on all replicas', async () => {
  const first = Promise.withResolvers<null>()
  const began = Promise.withResolvers<void>()
  const adding = store.add(1, () => {
    began.resolve()
    return first.promise
  })
  await began.promise
  expect(await createCheckpointStore(database.pool).add(1, async () => null)).toBe('busy')
  first.resolve(null)
  expect([await adding, await store.add(1, async () => null)]).toEqual(['nothing', 'nothing'])
  await expect(store.add(1, () => Promise.reject(new Error('no key')))).rejects.toMatchObject({
    code: 'ERR_STORE_UNAVAILABLE',
  })
  expect(await store.add(1, async () => null)).toBe('nothing')
})

test('public keys are made known once', async () => {
  await store.publish({ kid: 'k-1', x: 'one' } as { kid: string })
  await store.publish({ kid: 'k-1', x: 'two' } as { kid: string })
  expect(await database.pool.anyFirst(sql.unsafe`select jwk->>'x' from sallyport.journal_keys`)).toEqual(['one'])
})

test('an anchor is one caller’s at a time, and goes on from where it came', async () => {
  expect([await store.claimAnchor('url:x', 60), await store.claimAnchor('url:x', 60)]).toEqual([0, null])
  await store.settleAnchor('url:x', 7, 0)
  expect([await store.claimAnchor('url:x', 60), await store.claimAnchor('url:y', 60)]).toEqual([7, 0])
  // What one has brought, another one that was late takes back no more.
  await store.settleAnchor('url:x', 3, 0)
  expect(await store.claimAnchor('url:x', 60)).toBe(7)
})
