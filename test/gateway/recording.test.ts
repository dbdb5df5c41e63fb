import type { RecordLevel } from '../../src/core/recording.ts'
import { type Taping, tape } from '../../src/gateway/recording.ts'
import { githubToken } from '../masking/secrets.ts'
import { fakeExchange, matchedOf } from './fake-exchange.ts'
import { fakeGate } from './fake-gate.ts'

interface Options {
  head?: number
  size?: number
  ended?: boolean
  level?: RecordLevel
  units?: Taping['units']
}

async function record(
  said: string | Buffer,
  { head = 1_000, size = 7, ended = true, level = 'head', units = 'bytes' }: Options = {},
) {
  const { gate, chunks } = fakeGate()
  const { exchange } = fakeExchange()
  const limits = { ...gate.limits, headBytes: head }
  const recording = tape({ ...gate, limits }, exchange, matchedOf(), { direction: 'answer', level, units })
  expect(exchange.tapes).toEqual([recording])
  const bytes = Buffer.from(said as string)
  for (let at = 0; at < bytes.length; at += size) recording.add(bytes.subarray(at, at + size))
  if (ended) recording.complete()
  const { leftOut, ...told } = await recording.close()
  return { kept: chunks.map(({ content }) => content.toString()).join(''), leftOut, ...told }
}

test('a text is kept up to the limit, and secrets in it are masked; what is left out is counted', async () => {
  expect(await record('hello there')).toMatchObject({
    kept: 'hello there',
    bytes: 11,
    leftOut: null,
    direction: 'answer',
  })
  expect(await record('hello there', { head: 11 })).toMatchObject({ kept: 'hello there', leftOut: null })
  expect(await record('hello there', { head: 6 })).toMatchObject({
    ...{ kept: 'hello', bytes: 11, leftOut: { bytes: 6, why: 'limit' } },
  })
  expect(await record(`a ${githubToken} b`)).toMatchObject({
    kept: 'a [masked:github-token] b',
    bytes: 44,
    leftOut: null,
  })
  expect(await record('')).toMatchObject({ kept: '', bytes: 0, leftOut: null, chunks: [] })
})

test.each([
  ['utf-16le', ''],
  ['bytes', '\ufeff'],
] as const)('secrets are masked in wider units: declared as %s, marked by %j', async (units, mark) => {
  const wide = (text: string) => Buffer.from(mark + text, 'utf16le')
  const { kept, leftOut } = await record(wide(`a ${githubToken} b`), { units })
  expect([kept, leftOut]).toEqual([wide('a [masked:github-token] b').toString(), null])
  const cut = await record(wide(`a ${githubToken}`), { units, ended: false })
  expect([cut.kept, cut.leftOut?.why]).toEqual([wide('a').toString(), 'cut'])
})

test.each(['limit', 'end'])('wherever the %s of the text falls, no part of a secret is kept', async (what) => {
  const text = `a ${githubToken} b`
  for (let at = 1; at < text.length; at++) {
    const cut = what === 'limit' ? await record(text, { head: at }) : await record(text.slice(0, at), { ended: false })
    expect('a [masked:github-token] b').toContain(cut.kept)
    expect(cut.kept).not.toMatch(/gh|p_/)
    const left = (what === 'limit' ? text.length : at) - cut.leftOut!.bytes
    expect(left).toBeLessThanOrEqual(at)
    expect(cut.leftOut!.why).toBe(what === 'limit' ? 'limit' : 'cut')
  }
})

test('nothing is kept where nothing is wanted, or of what is no text: it is counted', async () => {
  expect(await record('hello', { level: 'none' })).toMatchObject({
    kept: '',
    bytes: 5,
    leftOut: { bytes: 5, why: 'level' },
  })
  expect(await record('hello', { units: null })).toMatchObject({
    kept: '',
    bytes: 5,
    leftOut: { bytes: 5, why: 'binary' },
  })
})

test('at the level full the other limit counts', async () => {
  const long = 'x'.repeat(100_010)
  const { kept, leftOut } = await record(long, { level: 'full', size: 3_000 })
  expect([kept.length + leftOut!.bytes, leftOut!.why]).toEqual([100_010, 'limit'])
  expect(kept.length).toBeGreaterThan(99_000)
})

test('lines stand for what they tell of, and what can’t be kept is counted', async () => {
  const { gate, chunks } = fakeGate()
  const { exchange } = fakeExchange()
  const recording = tape(gate, exchange, matchedOf(), { direction: 'messages', level: 'head', units: 'bytes' })
  recording.add(Buffer.from('{"data":"abc"}\n'), 3)
  recording.skip(7)
  recording.complete()
  expect(await recording.close()).toMatchObject({ bytes: 10, leftOut: { bytes: 7, why: 'binary' } })
  expect(chunks.map(({ content }) => content.toString())).toEqual(['{"data":"abc"}\n'])
})

test('what is kept is filed by connection and day, and told when it came', async () => {
  const { day, timing } = await record('hello')
  expect([day, timing]).toEqual(['2040-01-02', [[0, 5]]])
})
