import { createHash } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { GatewayError } from '../../src/core/errors.ts'
import { spoolChunks } from '../../src/gateway/spool.ts'
import type { Quota } from '../../src/gateway/spool-quota.ts'

const CHUNKS = [Buffer.alloc(70_000, 'a'), Buffer.from([0, 255, 128]), Buffer.alloc(300_000, 'b')]
const WHOLE = Buffer.concat(CHUNKS)

const noQuota = { take: () => {}, give: () => {} }
/** A body that is being spooled, with whatever length. */
const spooling = async (next: () => Promise<Buffer | null>, quota: Quota = noQuota) =>
  spoolChunks(next, await temporary(), WHOLE.length, undefined, quota)
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
  const { whole, remove } = await spooling(handing(CHUNKS))
  const spooled = await whole
  expect(spooled.bytes).toBe(WHOLE.length)
  expect(spooled.sha256).toBe(createHash('sha256').update(WHOLE).digest('hex'))
  expect((await all(spooled.stream())).equals(WHOLE)).toBe(true)
  expect((await all(spooled.stream())).equals(WHOLE)).toBe(true)
  await remove()
})

test('an empty body is a body', async () => {
  const { whole, stream, remove } = await spooling(handing([]))
  expect([(await whole).bytes, (await all(stream())).length]).toEqual([0, 0])
  await remove()
})

test('no name on disk leads to the bytes', async () => {
  const dir = await temporary()
  const spooled = await spoolChunks(handing(CHUNKS), dir, WHOLE.length, undefined, noQuota)
  expect(await readdir(dir)).toEqual([])
  await spooled.remove()
})

test('a stream that is given up leaves the others what they read', async () => {
  const spooled = await spooling(handing(CHUNKS))
  const given = spooled.stream()
  given.read()
  given.destroy()
  expect((await all(spooled.stream())).equals(WHOLE)).toBe(true)
  await spooled.remove()
})

test('removing ends a stream that is under way', async () => {
  const spooled = await spooling(handing(CHUNKS))
  const stream = spooled.stream()
  const closed = new Promise((resolve) => stream.on('close', resolve))
  stream.once('readable', () => void spooled.remove())
  await closed
  expect(stream.readableEnded).toBe(false)
})

test('one byte too many is refused', async () => {
  const { whole, stream, remove } = await spoolChunks(
    handing(CHUNKS),
    await temporary(),
    WHOLE.length - 1,
    undefined,
    noQuota,
  )
  const read = all(stream()).catch((error: GatewayError) => error.code)
  await expect(whole).rejects.toMatchObject({
    code: 'ERR_BODY_TOO_LARGE',
    message: `The body is larger than the ${WHOLE.length - 1} bytes that Sallyport takes here.`,
  })
  expect(await read).toBe('ERR_BODY_TOO_LARGE')
  await remove()
})

test('a declared length that is too much is refused before anything is read', async () => {
  const next = () => Promise.reject(new Error('read'))
  await expect(spoolChunks(next, await temporary(), 9, 10, noQuota)).rejects.toMatchObject({
    code: 'ERR_BODY_TOO_LARGE',
  })
})

test('a source that fails fails the spool', async () => {
  const next = () => Promise.reject(new Error('gone'))
  const { whole, stream, atLeast, remove } = await spooling(next)
  const read = all(stream())
  await expect(whole).rejects.toThrow('gone')
  await expect(read).rejects.toThrow('gone')
  await atLeast(1)
  await remove()
})

/** Hands out what is put in, when it is put in. */
function feed() {
  const waiting: ((chunk: Buffer | null) => void)[] = []
  return {
    next: () => new Promise<Buffer | null>((resolve) => waiting.push(resolve)),
    put: async (chunk: Buffer | null) => {
      while (waiting.length === 0) await new Promise(setImmediate)
      waiting.shift()!(chunk)
    },
  }
}

test('a stream follows what is still arriving', async () => {
  const { next, put } = feed()
  const { whole, stream, atLeast, remove } = await spooling(next)
  const early = stream()
  const read = all(early)
  let there = false
  const enough = atLeast(CHUNKS[0]!.length + 1).then(() => {
    there = true
  })
  await put(CHUNKS[0]!)
  while (early.readableFlowing === null) await new Promise(setImmediate)
  expect(there).toBe(false)
  await put(CHUNKS[1]!)
  await enough
  await put(CHUNKS[2]!)
  await put(null)
  expect((await read).equals(WHOLE)).toBe(true)
  expect((await whole).bytes).toBe(WHOLE.length)
  await remove()
})

test('what arrives after the removal is not written, and the quota is given back once', async () => {
  const { next, put } = feed()
  const moves: number[] = []
  const quota = { take: (bytes: number) => void moves.push(bytes), give: (bytes: number) => void moves.push(-bytes) }
  const { whole, atLeast, remove } = await spooling(next, quota)
  await put(CHUNKS[0]!)
  await atLeast(CHUNKS[0]!.length)
  await remove()
  await remove()
  await put(CHUNKS[1]!)
  await expect(whole).rejects.toThrow('nobody wants the body any more')
  expect(moves).toEqual([70_000, -70_000])
})
