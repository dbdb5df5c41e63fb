import { withCredential } from '../../src/protocols/credential.ts'

const HEADERS = [
  ['accept', '*/*'],
  ['authorization', 'Bearer agent'],
  ['x-api-key', 'agent'],
] as const

test.each([
  [
    { kind: 'none' },
    [
      ['accept', '*/*'],
      ['x-api-key', 'agent'],
    ],
  ],
  [
    { kind: 'bearer', token: 't' },
    [
      ['accept', '*/*'],
      ['x-api-key', 'agent'],
      ['authorization', 'Bearer t'],
    ],
  ],
  [
    { kind: 'basic', username: 'ü', password: 'a:b' },
    [
      ['accept', '*/*'],
      ['x-api-key', 'agent'],
      ['authorization', 'Basic w7w6YTpi'],
    ],
  ],
  [
    { kind: 'header', name: 'X-Api-Key', value: 'k' },
    [
      ['accept', '*/*'],
      ['x-api-key', 'k'],
    ],
  ],
] as const)('%j', (credential, expected) => {
  expect(withCredential(HEADERS, credential)).toEqual(expected)
})

test('a credential that is no header field is refused', () => {
  const keys = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: null, region: 'eu-west-1', service: 's3' }
  expect(() => withCredential(HEADERS, { kind: 'aws', ...keys })).toThrow(
    expect.objectContaining({
      code: 'ERR_CREDENTIAL_UNAVAILABLE',
      message: "This connection's protocol has no place for its kind of credential; nothing was sent.",
    }),
  )
})
