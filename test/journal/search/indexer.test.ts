import { GatewayError } from '../../../src/core/errors.ts'
import { newId } from '../../../src/core/id.ts'
import type { IndexedExchange, IndexStore, Unindexed } from '../../../src/core/search.ts'
import { indexSome, startIndexer } from '../../../src/journal/search/indexer.ts'
import { fakeTiming, until } from '../../policy/sources/fake-timing.ts'
import { NOON } from '../../support/rows.ts'

const [first, second] = [newId(NOON), newId(NOON)] as const
const lineOf = (exchange: string) => `{"kind":"exchange","exchange":"${exchange}","session":"s-1","at":${NOON}}`

/** An index store that has these parts to tell, one batch after another. */
function fake(batches: Unindexed[][], lines: { readonly [exchange: string]: string } = {}) {
  const [put, advanced, reports, claims]: [IndexedExchange[], unknown[], unknown[], string[]] = [[], [], [], []]
  let mine = true
  const store: IndexStore = {
    async claim(holder) {
      claims.push(holder)
      return mine
    },
    fresh: async () => batches.shift() ?? [],
    stale: async () => [second],
    read: async (exchanges) =>
      exchanges.map((exchange) => ({ lines: [lines[exchange] ?? lineOf(exchange)], session: null })),
    put: async (indexed) => void put.push(...indexed),
    advance: async (parts) => void advanced.push(parts),
  }
  const report = (thrown: unknown) => void reports.push(thrown)
  const options = { store, read: async () => null, holder: 'h-1', report }
  return {
    ...{ put, advanced, reports, claims, options },
    release: () => {
      mine = false
    },
  }
}
const part = (...exchanges: string[]): Unindexed => ({ writer: 'w-1', sequence: 7, exchanges })

test('a batch is put, and then passed', async () => {
  const { put, advanced, options } = fake([[part(first, second), part(first)]])
  expect(await indexSome(options, false)).toBe(true)
  expect(put.map(({ exchange }) => exchange)).toEqual([first, second])
  expect(advanced).toEqual([[part(first, second), part(first)]])
  expect(await indexSome(options, false)).toBe(false)
  expect(advanced).toHaveLength(1)
})

test('where there is nothing new, what was deleted is forgotten', async () => {
  const { put, options } = fake([])
  expect(await indexSome(options, true)).toBe(false)
  expect(put.map(({ exchange }) => exchange)).toEqual([second])
})

test('another process may be at it', async () => {
  const { put, options, release } = fake([[part(first)]])
  release()
  expect(await indexSome(options, true)).toBe(false)
  expect(put).toEqual([])
})

test('what can’t be read keeps nothing else from being found', async () => {
  const { put, advanced, reports, options } = fake([[part(first, second)]], { [first]: 'no JSON' })
  await indexSome(options, false)
  expect(put.map(({ exchange }) => exchange)).toEqual([second])
  expect([advanced.length, reports]).toEqual([1, [expect.any(SyntaxError)]])
})

test('a database that is away is asked again for the same', async () => {
  const { advanced, reports, options } = fake([[part(first)]])
  const away = new GatewayError('ERR_STORE_UNAVAILABLE', 'The database did not answer.')
  const store = { ...options.store, put: () => Promise.reject(away) }
  await expect(indexSome({ ...options, store }, false)).rejects.toBe(away)
  expect([advanced, reports]).toEqual([[], []])
})

test('what the database won’t take is passed over alone', async () => {
  const { put, advanced, reports, options } = fake([[part(first, second)]])
  const refused = new GatewayError('ERR_STORE_UNAVAILABLE', 'The database did not answer.', {
    cause: Object.assign(new Error('bad row'), { code: '22P02' }),
  })
  const store: IndexStore = {
    ...options.store,
    put: async (indexed) => {
      if (indexed.some(({ exchange }) => exchange === first)) throw refused
      await options.store.put(indexed)
    },
  }
  await indexSome({ ...options, store }, false)
  expect(put.map(({ exchange }) => exchange)).toEqual([second])
  expect([advanced.length, reports]).toEqual([1, [refused]])
})

test('it looks each second, goes on at once while there is more, and outlives errors', async () => {
  const { put, reports, claims, options } = fake([[part(first)], [part(second)]])
  const timing = fakeTiming()
  let fails = true
  const store = {
    ...options.store,
    stale: async () => [],
    fresh: async (limit: number) => {
      if (!fails) return options.store.fresh(limit)
      fails = false
      throw new Error('away')
    },
  }
  const indexer = startIndexer({ ...options, store, timing })
  await timing.sleeping(1_000)
  expect([reports.length, put.length]).toEqual([1, 0])
  timing.pass(1_000)
  await until(() => put.length === 1)
  await timing.sleeping(0)
  timing.pass(0)
  await until(() => put.length === 2)
  await timing.sleeping(0)
  timing.pass(0)
  await timing.sleeping(1_000)
  const before = claims.length
  const closed = indexer.close()
  timing.pass(1_000)
  await closed
  expect(claims.length).toBe(before)
})
