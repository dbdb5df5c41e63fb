import { sessionToken } from '../../src/gateway/identify.ts'

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

test.each([
  ['Bearer', 'Bearer abc.d_e-f~g+/=', 'abc.d_e-f~g+/='],
  ['Bearer in any case, with blanks', 'bEARER   abc  ', 'abc'],
  ['the password of Basic', basic('run:abc'), 'abc'],
  ['all after the first colon', basic(':a:b'), 'a:b'],
])('%s', (_what, value, token) => {
  expect(sessionToken([['authorization', value]])).toBe(token)
  expect(sessionToken([['proxy-authorization', value]])).toBe(token)
})

test('Proxy-Authorization goes first, and what can’t be read is passed over', () => {
  const fields = (proxy: string) =>
    [
      ['authorization', 'Bearer a'],
      ['proxy-authorization', proxy],
    ] as const
  expect(sessionToken(fields('Bearer p'))).toBe('p')
  expect(sessionToken(fields('Digest p'))).toBe('a')
})

test.each([
  '',
  'Bearer',
  'Bearer a b',
  'Bearer a,b',
  'abc',
  basic('abc'),
  basic('abc:'),
  'Basic ',
  'Negotiate abc',
  'XBearer abc',
])('"%s" is no token', (value) => {
  expect(() => sessionToken([['authorization', value]])).toThrow(
    expect.objectContaining({ code: 'ERR_SESSION_REQUIRED', status: 401 }),
  )
})

test('no field, no token', () => {
  expect(() => sessionToken([['cookie', 'Bearer abc']])).toThrow(
    expect.objectContaining({ code: 'ERR_SESSION_REQUIRED' }),
  )
})
