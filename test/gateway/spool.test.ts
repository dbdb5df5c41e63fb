import { createHash } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { spoolChunks } from '../../src/gateway/spool.ts'

const CHUNKS = [Buffer.alloc(70_000, 'a'), Buffer.from([0, 255, 128]), Buffer.alloc(300_000, 'b')]
const WHOLE = Buffer.concat(CHUNKS)

const noQuota = { take: () => {}, give: () => {} }
const temporary = () => mkdtemp(join(tmpdir(), 'sallyport-'))

function handing(chunks: readonly Buffer[]): () => Promise<Buffer | null> {
  const left = [...chunks]
  return async () => left.shift() ?? null
}

async function all(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('what was written is read back, as often as asked for, with its length and digest', async () => {
  const spooled = await spoolChunks(handing(CHUNKS), await temporary(), WHOLE.length, undefined, noQuota)
  expect(spooled.bytes).toBe(WHOLE.length)
  expect(spooled.sha256).toBe(createHash('sha256').update(WHOLE).digest('hex'))
  expect((await all(spooled.stream())).equals(WHOLE)).toBe(true)
  expect((await all(spooled.stream())).equals(WHOLE)).toBe(true)
  await spooled.remove()
})

test('an empty body is a body', async () => {
  const spooled = await spoolChunks(handing([]), await temporary(), 0, undefined, noQuota)
  expect([spooled.bytes, (await all(spooled.stream())).length]).toEqual([0, 0])
  await spooled.remove()
})

test('no name on disk leads to the bytes', async () => {
  const dir = await temporary()
  const spooled = await spoolChunks(handing(CHUNKS), dir, WHOLE.length, undefined, noQuota)
  expect(await readdir(dir)).toEqual([])
  await spooled.remove()
})

test('a stream that is given up leaves the others what they read', async () => {
  const spooled = await spoolChunks(handing(CHUNKS), await temporary(), WHOLE.length, undefined, noQuota)
  const given = spooled.stream()
  given.read()
  given.destroy()
  expect((await all(spooled.stream())).equals(WHOLE)).toBe(true)
  await spooled.remove()
})

test('removing ends a stream that is under way', async () => {
  const spooled = await spoolChunks(handing(CHUNKS), await temporary(), WHOLE.length, undefined, noQuota)
  const stream = spooled.stream()
  const closed = new Promise((resolve) => stream.on('close', resolve))
  stream.once('readable', () => void spooled.remove())
  await closed
  expect(stream.readableEnded).toBe(false)
})

test('one byte too many is refused', async () => {
  await expect(
    spoolChunks(handing(CHUNKS), await temporary(), WHOLE.length - 1, undefined, noQuota),
  ).rejects.toMatchObject({
    code: 'ERR_BODY_TOO_LARGE',
    message: `The body is larger than the ${WHOLE.length - 1} bytes that Sallyport takes here.`,
  })
})

test('a declared length that is too much is refused before anything is read', async () => {
  const next = () => Promise.reject(new Error('read'))
  await expect(spoolChunks(next, await temporary(), 9, 10, noQuota)).rejects.toMatchObject({
    code: 'ERR_BODY_TOO_LARGE',
  })
})

test('a source that fails fails the spool', async () => {
  const next = () => Promise.reject(new Error('gone'))
  await expect(spoolChunks(next, await temporary(), 9, undefined, noQuota)).rejects.toThrow('gone')
})
