import { randomBytes } from 'node:crypto'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Coding } from '../../src/core/adapter.ts'
import { inflated } from '../../src/gateway/inflate.ts'
import { fakeExchange } from './fake-exchange.ts'

function started(options: { codings?: readonly Coding[]; full?: boolean; throws?: boolean } = {}) {
  const { res } = fakeExchange()
  const got: Buffer[] = []
  const begun = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const failed = Promise.withResolvers<Error>()
  const out = {
    write(chunk: Buffer) {
      begun.resolve()
      if (options.throws) throw new Error('no room')
      got.push(chunk)
      return options.full !== true
    },
    end: () => ended.resolve(),
  }
  const resumed = Promise.withResolvers<void>()
  const writer = inflated(options.codings ?? ['gzip'], out, res, () => resumed.resolve(), failed.resolve)
  return {
    res,
    got,
    writer,
    begun: begun.promise,
    ended: ended.promise,
    failed: failed.promise,
    resumed: resumed.promise,
  }
}

test('several members are one text', async () => {
  const { writer, got, ended } = started()
  for (const member of ['one, ', 'two']) writer.write(gzipSync(member))
  writer.end()
  await ended
  expect(Buffer.concat(got).toString()).toBe('one, two')
})

test('frames of Zstandard that would be dropped are told, rather than cut off', async () => {
  const { writer, failed } = started({ codings: ['zstd'] })
  writer.write(Buffer.concat([zstdCompressSync('one, '), zstdCompressSync('two')]))
  writer.end()
  expect(await failed).toMatchObject({ code: 'ERR_UNMASKABLE' })
  const whole = started({ codings: ['gzip', 'zstd'] })
  whole.writer.write(gzipSync(zstdCompressSync('one')))
  whole.writer.end()
  await whole.ended
  expect(Buffer.concat(whole.got).toString()).toBe('one')
})

test('no bytes are none in every coding', async () => {
  for (const coding of ['gzip', 'br', 'zstd'] as const) {
    const { writer, got, ended } = started({ codings: [coding] })
    writer.end()
    await ended
    expect(got).toEqual([])
  }
})

test('a client that is full is given no more before it drains', async () => {
  const { writer, got, res, begun, ended, resumed } = started({ full: true })
  const bytes = randomBytes(200_000)
  expect(writer.write(gzipSync(bytes))).toBe(false)
  await begun
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(got.length).toBe(1)
  const drain = setInterval(() => res.emit('drain'), 0)
  await resumed
  writer.end()
  await ended
  clearInterval(drain)
  expect(Buffer.concat(got).equals(bytes)).toBe(true)
})

test('what the client’s side throws is told, and ends no process', async () => {
  const { writer, failed } = started({ throws: true })
  writer.write(gzipSync('x'))
  expect((await failed).message).toBe('no room')
  expect(writer.write(gzipSync('x'))).toBe(true)
})

test('a client that goes ends the work', async () => {
  const { writer, res, got } = started()
  res.emit('close')
  expect(writer.write(gzipSync('x'))).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(got).toEqual([])
})
