import { Readable } from 'node:stream'
import { taped } from '../../src/gateway/taped.ts'
import { githubToken } from '../masking/secrets.ts'
import { fakeExchange, matchedOf, requestOf } from './fake-exchange.ts'
import { fakeGate } from './fake-gate.ts'

async function upload(type: string | null, body: string, options: { length?: number; coding?: string } = {}) {
  const { gate, chunks } = fakeGate()
  const { exchange } = fakeExchange()
  const headers = [
    ...(type === null ? [] : [['content-type', type] as const]),
    ...(options.coding === undefined ? [] : [['content-encoding', options.coding] as const]),
  ]
  const matched = matchedOf({ request: requestOf({ headers }) })
  const source = Readable.from([Buffer.from(body)], { objectMode: false })
  const sent = taped(gate, exchange, matched, source, options.length)
  const through = Buffer.concat(await sent.toArray()).toString()
  const recording = await exchange.tapes[0]!.close()
  return { through, same: sent === source, kept: chunks.map(({ content }) => content.toString()).join(''), recording }
}

test('what is uploaded as text goes up as it is, and is recorded masked', async () => {
  const body = `{"token":"${githubToken}"}`
  const { through, kept, recording } = await upload('application/json', body)
  expect([through, kept]).toEqual([body, '{"token":"[masked:github-token]"}'])
  expect(recording).toMatchObject({ direction: 'request', bytes: body.length, leftOut: null })
})

test.each([
  ['what is no text', 'application/octet-stream', undefined],
  ['what says nothing of itself', null, undefined],
  ['what is compressed', 'text/plain', 'gzip'],
])('of %s the bytes are counted: by its length, where that is known', async (_what, type, coding) => {
  const of = { ...(coding === undefined ? {} : { coding }) }
  const known = await upload(type, 'abc', { ...of, length: 3 })
  expect([known.same, known.kept, known.recording.leftOut]).toEqual([true, '', { bytes: 3, why: 'binary' }])
  const unknown = await upload(type, 'abc', of)
  expect([unknown.same, unknown.kept, unknown.recording.leftOut]).toEqual([false, '', { bytes: 3, why: 'binary' }])
})

test('an upload that fails, fails on its way; and one that nobody reads any more is let go', async () => {
  const { gate } = fakeGate()
  const begin = (source: Readable) =>
    taped(
      gate,
      fakeExchange().exchange,
      matchedOf({ request: requestOf({ headers: [['content-type', 'text/plain']] }) }),
      source,
      undefined,
    )
  const failing = new Readable({ read() {} })
  const through = begin(failing)
  failing.destroy(new Error('gone'))
  await expect(through.toArray()).rejects.toThrow('gone')
  const left = new Readable({ read() {} })
  begin(left).destroy()
  await new Promise((resolve) => left.once('close', resolve))
  expect(left.destroyed).toBe(true)
})
