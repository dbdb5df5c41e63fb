import { bytesOf } from '../../../src/journal/recordings/bytes.ts'
import { collected } from '../../support/collected.ts'
import { aRecording } from '../../support/rows.ts'

const chunks = ['a', 'b'].map((sha256) => ({ sha256, bytes: 2 }))
const store = (kept: { readonly [digest: string]: string }) => ({
  get: async (_shelf: unknown, digests: readonly string[]) =>
    new Map(digests.filter((digest) => digest in kept).map((digest) => [digest, Buffer.from(kept[digest]!)])),
})
const read = async (kept: { readonly [digest: string]: string }, recording = aRecording({ chunks })) => {
  const bytes = await bytesOf(store(kept))('shop', recording)
  return bytes && Buffer.concat(await collected(bytes)).toString()
}

test('all chunks in order; nothing where none were kept', async () => {
  expect(await read({ a: 'ab', b: 'cd' })).toBe('abcd')
  expect(await read({}, aRecording({ chunks: [] }))).toBe('')
})

test('deleted before it begins is null, and deleted meanwhile an error', async () => {
  expect(await read({})).toBeNull()
  await expect(read({ a: 'ab' })).rejects.toThrow('the chunk b of a recording is missing')
})
