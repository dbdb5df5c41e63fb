import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { takeBatch } from '../../src/decision-log/batch.ts'
import { createBuffer } from '../../src/decision-log/buffer.ts'
import { observed } from './observed.ts'

const bufferOf = (...lines: string[]) => {
  const buffer = createBuffer(1_000_000, observed().observer)
  for (const line of lines) buffer.add(line)
  return buffer
}
/** JSON that hardly compresses. */
const noise = (bytes: number) => JSON.stringify(randomBytes(bytes).toString('hex'))

test('a batch is a gzipped list of what waits', async () => {
  const buffer = bufferOf('{"a":1}', '{"b":2}')
  const batch = await takeBatch(buffer, 1_000)
  expect([batch?.events, JSON.parse(gunzipSync(batch!.body).toString())]).toEqual([2, [{ a: 1 }, { b: 2 }]])
  expect(buffer.size).toBe(0)
})

test('no batch is longer than it may be, and nothing is lost or turned round', async () => {
  const lines = Array.from({ length: 20 }, () => noise(100))
  const buffer = bufferOf(...lines)
  const sent: string[] = []
  while (buffer.size > 0) {
    const batch = await takeBatch(buffer, 500)
    expect(batch!.body.length).toBeLessThanOrEqual(500)
    sent.push(...(JSON.parse(gunzipSync(batch!.body).toString()) as string[]).map((line) => JSON.stringify(line)))
    buffer.release()
  }
  expect(sent).toEqual(lines)
  expect(buffer.bytes).toBe(0)
})

test('one that alone is longer than that is taken, and is no batch', async () => {
  const buffer = bufferOf(noise(1_000), '1')
  expect(await takeBatch(buffer, 100)).toBeNull()
  buffer.release()
  expect(buffer.take(10)).toEqual(['1'])
})
