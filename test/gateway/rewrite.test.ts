import { gzipSync } from 'node:zlib'
import type { AnswerHead, Headers } from '../../src/core/request.ts'
import { rewritten } from '../../src/gateway/rewrite.ts'

const LIMIT = 100

/** What the client gets of an answer that comes in these pieces; the new body names the gate and turns all letters. */
function rewrite(headers: Headers, ...chunks: (string | Buffer)[]): { head: AnswerHead | undefined; body: string } {
  const pieces: string[] = []
  let head: AnswerHead | undefined
  const body = (whole: Buffer, address: string) => Buffer.from(`${address}: ${String(whole).toUpperCase()}`)
  const writer = rewritten({ limit: LIMIT, body }, { status: 201, headers }, 'https://gate.test', (made) => {
    head = made
    return { write: (chunk) => pieces.push(String(chunk)) > 0, end: () => void pieces.push('.') }
  })
  for (const chunk of chunks) expect([writer.write(Buffer.from(chunk)), head]).toEqual([true, undefined])
  writer.end()
  return { head, body: pieces.join('') }
}

test('a body is made anew once all of it is there, and its head tells of the new one', () => {
  const headers = [
    ['content-type', 'text/plain'],
    ['content-length', '2'],
    ['etag', '"1"'],
    ['content-digest', 'x'],
    ['x-note', 'kept'],
  ] as const
  expect(rewrite(headers, 'a', 'b')).toEqual({
    head: {
      status: 201,
      headers: [
        ['content-type', 'text/plain'],
        ['x-note', 'kept'],
        ['content-length', '21'],
      ],
    },
    body: 'https://gate.test: AB.',
  })
})

test.each(['gzip', 'x-gzip'])('%s is undone', (encoding) => {
  const bytes = gzipSync('ab')
  const { head, body } = rewrite([['content-encoding', encoding]], bytes.subarray(0, 5), bytes.subarray(5))
  expect([head?.headers, body]).toEqual([[['content-length', '21']], 'https://gate.test: AB.'])
})

const larger = "The upstream's answer is larger than the 100 bytes that Sallyport rewrites."
test.each([
  ['larger than its limit', [], Buffer.alloc(LIMIT + 1), larger],
  ['larger than its limit inflated', [['content-encoding', 'gzip']], gzipSync(Buffer.alloc(LIMIT + 1)), larger],
  ['no gzip', [['content-encoding', 'gzip']], 'ab', "The upstream's gzip can't be undone."],
  [
    'half a gzip',
    [['content-encoding', 'gzip']],
    gzipSync('ab').subarray(0, -3),
    "The upstream's gzip can't be undone.",
  ],
  [
    'of another encoding',
    [['content-encoding', 'br']],
    'ab',
    'The upstream\'s answer is in the content encoding "br", which Sallyport can\'t rewrite.',
  ],
] as [string, Headers, string | Buffer, string][])('an answer that is %s is refused', (_, headers, bytes, message) => {
  expect(() => rewrite(headers, bytes)).toThrow(expect.objectContaining({ code: 'ERR_UPSTREAM_BROKEN', message }))
})
