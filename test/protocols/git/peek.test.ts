import { gzipSync } from 'node:zlib'
import { peek } from '../../../src/protocols/git/peek.ts'
import { requestOf } from '../requests.ts'

const gzip = [['content-encoding', 'gzip']] as const
const all = (bytes: Buffer, { ended }: { ended: boolean }) => (ended ? bytes.toString() : undefined)

test('a plain body is handed on, also where it says identity', async () => {
  expect(await peek(requestOf({ body: 'abc', step: 1 }), all)).toBe('abc')
  expect(await peek(requestOf({ body: 'abc', headers: [['content-encoding', 'identity']] }), all)).toBe('abc')
})

test('a compressed body is inflated as far as it is there', async () => {
  const seen: string[] = []
  const body = gzipSync(Buffer.from('hello '.repeat(50) + Math.PI))
  const text = await peek(requestOf({ body, headers: gzip, step: 3 }), (bytes, extent) => {
    seen.push(bytes.toString())
    return all(bytes, extent)
  })
  expect(text).toBe('hello '.repeat(50) + Math.PI)
  expect(seen.every((prefix) => text.startsWith(prefix))).toBe(true)
  expect(seen[0]).toBe('')
})

test('a body that inflates too far is refused', async () => {
  const body = gzipSync(Buffer.alloc(8 * 1024 ** 2 + 1))
  await expect(peek(requestOf({ body, headers: gzip }), all)).rejects.toMatchObject({
    code: 'ERR_UNINTELLIGIBLE',
    message: 'The body inflates too far.',
  })
})

test('a body longer than what is read of it is cut', async () => {
  const size = 1024 ** 2
  const extents = (body: Buffer) => peek(requestOf({ body }), (bytes, extent) => [bytes.length, extent])
  expect(await extents(Buffer.alloc(size))).toEqual([size, { ended: true, cut: false }])
  expect(await extents(Buffer.alloc(size + 1))).toEqual([size, { ended: false, cut: true }])
})

test('a request without a body is refused', async () => {
  await expect(peek(requestOf({}), all)).rejects.toMatchObject({ code: 'ERR_UNINTELLIGIBLE' })
})
