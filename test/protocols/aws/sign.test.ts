import { createHash } from 'node:crypto'
import { type AwsCredential, signed, signsBody } from '../../../src/protocols/aws/sign.ts'
import { authorization } from '../../../src/protocols/aws/signature.ts'
import { type Asked, requestOf } from '../requests.ts'

const keys: AwsCredential = {
  ...{ kind: 'aws', accessKeyId: 'id', secretAccessKey: 'key', sessionToken: null },
  ...{ region: 'eu-west-1', service: 's3' },
}
const at = new Date('2026-11-23T10:00:00Z')
const DATE = ['x-amz-date', '20261123T100000Z'] as const
const UNSIGNED = ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD'] as const
const HOST = ['host', 'git.test'] as const
const sign = (asked: Asked, credential = keys, digest?: string) => signed(requestOf(asked), credential, at, digest)

test('a request is signed as it is sent: below the upstream’s path, by its host', () => {
  const headers = [
    ['content-type', 'text/plain'],
    ['user-agent', 'aws'],
    ['x-amz-meta-a', 'b'],
  ] as const
  const [type, , meta] = headers
  const path = '/base/shop/a%20b'
  const asked = { method: 'PUT', path, query: '?x', headers: [HOST, type, meta, DATE, UNSIGNED], payload: UNSIGNED[1] }
  expect(sign({ method: 'PUT', target: '/shop/a%20b?x', headers, body: 'a' })).toEqual({
    method: 'PUT',
    target: '/shop/a%20b?x',
    headers: [...headers, DATE, UNSIGNED, ['authorization', authorization(asked, keys, at)]],
  })
})

test('what the client signed with is dropped, and a session’s token goes with its keys', () => {
  const headers = [
    ['authorization', 'AWS4-HMAC-SHA256 Credential=other'],
    ['x-amz-date', '20200101T000000Z'],
    ['x-amz-security-token', 'other'],
    ['x-amz-content-sha256', '0'.repeat(64)],
  ] as const
  const { headers: sent } = sign({ target: '/a', headers }, { ...keys, sessionToken: 'token' })
  expect(sent.slice(0, -1)).toEqual([DATE, UNSIGNED, ['x-amz-security-token', 'token']])
  expect(sent.at(-1)![1]).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,')
})

test('chunks with a checksum after them stay what they are', () => {
  const field = ['x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'] as const
  expect(sign({ method: 'PUT', headers: [field], body: 'a' }).headers).toContainEqual(field)
})

test('services other than S3 have the body signed', () => {
  const sqs = { ...keys, service: 'sqs' }
  const digest = createHash('sha256').update('a=b').digest('hex')
  const asked = { method: 'POST', path: '/base/', query: '', headers: [HOST, DATE], payload: digest }
  const sent = sign({ method: 'POST', headers: [['x-amz-content-sha256', 'other']], body: 'a=b' }, sqs, digest)
  expect(sent.headers).toEqual([DATE, ['authorization', authorization(asked, sqs, at)]])
  const nothing = createHash('sha256').digest('hex')
  const bare = { ...asked, method: 'GET', payload: nothing }
  expect(sign({}, sqs).headers).toEqual([DATE, ['authorization', authorization(bare, sqs, at)]])
  expect(() => sign({ method: 'POST', body: 'a=b' }, sqs)).toThrow(expect.objectContaining({ code: 'ERR_INTERNAL' }))
  expect([sqs, keys, { kind: 'none' } as const].map(signsBody)).toEqual([true, false, false])
})

test.each([
  '?X-Amz-Signature=a&X-Amz-Date=b',
  '?a=b&x-amz-credential=a',
  '?X%2DAmz-Algorithm=a',
  '?AWSAccessKeyId=a&Signature=b',
  '?a=b;AWSAccessKeyId=a',
])('a signature in the query is refused: %s', (query) => {
  expect(() => sign({ target: `/a${query}` })).toThrow(
    expect.objectContaining({
      code: 'ERR_UNINTELLIGIBLE',
      message: 'The query holds a signature of AWS, which is no use with the keys of this connection.',
    }),
  )
})

test.each(['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', 'STREAMING-OTHER'])(
  'a body in signed chunks is refused: %s',
  (said) => {
    const headers = [['x-amz-content-sha256', said]] as const
    expect(() => sign({ method: 'PUT', headers, body: 'a' })).toThrow(
      expect.objectContaining({
        code: 'ERR_UNINTELLIGIBLE',
        message: `The body is signed chunk by chunk (${said}), which only its client can do.`,
      }),
    )
  },
)
