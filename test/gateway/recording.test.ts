import { createRecording } from '../../src/gateway/recording.ts'
import { githubToken } from '../masking/secrets.ts'
import { matchedOf } from './fake-exchange.ts'
import { fakeGate } from './fake-gate.ts'

const plain = { status: 200, headers: [['content-type', 'text/plain']] } as const

function record(text: string | Buffer, options: { recordBytes?: number; chunk?: number; ended?: boolean } = {}) {
  const { recordBytes = 1_000, chunk = 7, ended = true } = options
  const { gate } = fakeGate()
  const recording = createRecording({ ...gate, limits: { ...gate.limits, recordBytes } }, matchedOf(), plain, false)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunk) recording.add(bytes.subarray(at, at + chunk))
  return recording.body(ended)?.toString('latin1') ?? null
}

test('a text is kept up to the limit, and secrets in it are masked', () => {
  expect(record('hello there')).toBe('hello there')
  expect(record('hello there', { recordBytes: 11 })).toBe('hello there')
  expect(record('hello there', { recordBytes: 6 })).toBe('hello')
  expect(record(`a ${githubToken} b`)).toBe('a [masked:github-token] b')
  expect(record('')).toBe('')
})

test.each(['limit', 'end'])('wherever the %s of the text falls, no part of a secret is kept', (what) => {
  const text = `a ${githubToken} b`
  for (let at = 0; at <= text.length; at++) {
    const cut =
      what === 'limit' ? record(text, { recordBytes: Math.max(1, at) }) : record(text.slice(0, at), { ended: false })
    expect('a [masked:github-token] b').toContain(cut)
    expect(cut).not.toMatch(/gh|p_/)
  }
})

test('header fields are kept, masked', () => {
  const headers = [
    ['x-note', githubToken],
    ['x-kept', '1'],
  ] as const
  const { gate } = fakeGate()
  expect(createRecording(gate, matchedOf(), { status: 200, headers }, false).headers).toEqual([
    ['x-note', '[masked:github-token]'],
    ['x-kept', '1'],
  ])
})

test.each([
  ['gzip', { status: 200, headers: [...plain.headers, ['content-encoding', 'gzip']] }, false],
  ['what is no text', { status: 200, headers: [['content-type', 'application/octet-stream']] }, false],
  ['an answer without a body', plain, true],
] as const)('nothing is kept of %s', (_what, head, bodiless) => {
  const recording = createRecording(fakeGate().gate, matchedOf(), head, bodiless)
  recording.add(Buffer.from('x'))
  expect(recording.body(true)).toBeNull()
})

test('nothing is kept where nothing is wanted', () => {
  expect(record('x', { recordBytes: 0 })).toBeNull()
})
