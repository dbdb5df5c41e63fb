import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { constants, deflateSync } from 'node:zlib'
import { createMirror } from '../../src/repositories/mirror.ts'
import { checkSizes } from '../../src/repositories/objects.ts'
import { indexPack } from '../../src/repositories/pack.ts'
import { inQuarantine } from '../../src/repositories/quarantine.ts'
import { type Forge, forge } from './forge.ts'

let it: Forge
beforeAll(async () => {
  it = await forge()
  const mirror = createMirror(join(it.home, 'mirrors'), it.name)
  await mirror.refresh(it.remote, [], new AbortController().signal)
})
afterAll(() => it.close())

function index(pack: Buffer | Readable, signal = AbortSignal.timeout(60_000)) {
  const mirror = createMirror(join(it.home, 'mirrors'), it.name)
  return inQuarantine(join(it.home, 'quarantine'), mirror, async (quarantine) => {
    const stream = pack instanceof Readable ? pack : Readable.from([pack])
    const indexed = await indexPack(quarantine, it.remote, stream, signal)
    await checkSizes(quarantine, signal)
    return indexed
  })
}

/** What packs the same bytes over and over as small as can be, and little bytes, in a fraction of the usual time. */
const QUICK = { strategy: constants.Z_RLE, memLevel: 1, windowBits: 9 }

/** A pack of blobs, made by hand (gitformat-pack). */
function packOf(blobs: readonly Buffer[], count = blobs.length): Buffer {
  const head = Buffer.alloc(12)
  head.write('PACK')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(count, 8)
  const body = Buffer.concat([head, ...blobs.flatMap((blob) => [headOf(blob.length), deflateSync(blob, QUICK)])])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

function headOf(size: number): Buffer {
  const bytes = [(3 << 4) | (size & 15)]
  for (let left = Math.floor(size / 16); left > 0; left = Math.floor(left / 128)) {
    bytes[bytes.length - 1]! |= 0x80
    bytes.push(left % 128)
  }
  return Buffer.from(bytes)
}

const broken = {
  code: 'ERR_UNINTELLIGIBLE',
  message: 'The pack of the push is broken.',
}

test('objects are counted, and none leans on anything', async () => {
  expect(await index(packOf([Buffer.from('a'), Buffer.from('b')]))).toEqual({ objects: 2, leanedOn: new Set() })
  expect(await index(packOf([]))).toEqual({ objects: 0, leanedOn: new Set() })
})

test('a pack that comes byte by byte', async () => {
  const pack = packOf([Buffer.from('slow')])
  const bytes = Readable.from([...pack].map((byte) => Buffer.from([byte])))
  expect(await index(bytes)).toEqual({ objects: 1, leanedOn: new Set() })
})

const good = packOf([Buffer.from('one'), Buffer.from('two')])
const flipped = (at: number) => {
  const bytes = Buffer.from(good)
  bytes[at]! ^= 1
  return bytes
}

test.each<[string, Buffer, object]>([
  ['nothing', Buffer.alloc(0), { message: 'The push has no pack.' }],
  ['half a head', good.subarray(0, 9), { message: 'The push has no pack.' }],
  ['no pack', Buffer.from('PICK0000000000000'), { message: 'What follows the commands of the push is no pack.' }],
  ['an unknown version', flipped(6), { message: 'What follows the commands of the push is no pack.' }],
  ['a count that is too high', packOf([Buffer.from('a')], 2), broken],
  ['a count that is too low', packOf([Buffer.from('a'), Buffer.from('b')], 1), broken],
  ['a wrong checksum', flipped(good.length - 1), broken],
  ['an object that doesn’t inflate', flipped(15), broken],
  ['the first half', good.subarray(0, good.length - 12), broken],
])('%s is refused, in words', async (_what, pack, refused) => {
  await expect(index(pack)).rejects.toMatchObject({ code: 'ERR_UNINTELLIGIBLE', ...refused })
})

test('more objects than anybody pushes are refused before any is read', async () => {
  await expect(index(packOf([], 3_000_000))).rejects.toMatchObject({
    code: 'ERR_INSPECTION_LIMIT',
    message: 'The push holds 3000000 objects, and 2000000 are the most.',
  })
})

test('a pack that leans on an object of the upstream’s is completed from there', async () => {
  const old = await it.there('rev-parse', 'main')
  const next = await it.commit({ 'src/a.ts': `${'export const a = 1\n'.repeat(200)}// more` })
  const { objects, leanedOn } = await index(await it.pack([next], [old]))
  expect(objects).toBe(4)
  expect([...leanedOn]).toEqual([await it.git('rev-parse', `${old}:src/a.ts`)])
})

test('a client that stalls holds nothing but time; one that goes leaves nothing', async () => {
  const gone = new AbortController()
  const stalled = new Readable({ read() {} })
  stalled.push(good.subarray(0, 20))
  const indexed = index(stalled, gone.signal)
  setTimeout(() => gone.abort(new Error('gone')), 100)
  await expect(indexed).rejects.toThrow('gone')
  expect(await readdir(join(it.home, 'quarantine'))).toEqual([])
})

const slow = process.env.CI ? test : test.skip

slow(
  'two gigabytes in two megabytes are refused, by their size',
  async () => {
    const pack = packOf([Buffer.alloc(2 * 1024 ** 3 - 1)])
    expect(pack.length).toBeLessThan(3_000_000)
    await expect(index(pack)).rejects.toMatchObject({
      code: 'ERR_INSPECTION_LIMIT',
      message: `An object of the push unpacks to ${2 * 1024 ** 3 - 1} bytes, and ${1024 ** 3} are the most.`,
    })
  },
  120_000,
)

test('a hundred thousand tiny objects are no trouble', async () => {
  const pack = packOf(Array.from({ length: 100_000 }, (_, n) => Buffer.from(`${n}`)))
  expect(await index(pack)).toEqual({ objects: 100_000, leanedOn: new Set() })
}, 120_000)
