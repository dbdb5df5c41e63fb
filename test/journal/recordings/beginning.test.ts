import { beginningOf } from '../../../src/journal/recordings/beginning.ts'
import { aRecording } from '../../support/rows.ts'

const chunks = ['a', 'b', 'c'].map((sha256) => ({ sha256, bytes: 4 }))
const store = (kept: { readonly [digest: string]: string }) => {
  const asked: unknown[] = []
  return {
    asked,
    async get(shelf: unknown, digests: readonly string[]) {
      asked.push([shelf, ...digests])
      const known = digests.filter((digest) => digest in kept)
      return new Map(known.map((digest) => [digest, Buffer.from(kept[digest]!)]))
    },
  }
}

test('as much as is asked for is read, and no chunk more', async () => {
  const kept = store({ a: 'abcd', b: 'efgh', c: 'ijkl' })
  expect(String(await beginningOf(kept)('shop', aRecording({ chunks }), 6))).toBe('abcdef')
  const shelf = { connection: 'shop', day: '2040-01-02' }
  expect(kept.asked).toEqual([
    [shelf, 'a'],
    [shelf, 'b'],
  ])
  expect(String(await beginningOf(kept)('shop', aRecording({ chunks }), 100))).toBe('abcdefghijkl')
})

test('what is deleted is null, and what nothing was kept of is empty', async () => {
  expect(await beginningOf(store({}))('shop', aRecording({ chunks }), 6)).toBeNull()
  expect(String(await beginningOf(store({ a: 'abcd' }))('shop', aRecording({ chunks }), 6))).toBe('abcd')
  expect(await beginningOf(store({}))('shop', aRecording({ chunks: [] }), 6)).toEqual(Buffer.alloc(0))
})
