import { call } from './calling.ts'

test('hexadecimal goes both ways', () => {
  expect(call('hex.encode', 'é!')).toBe('c3a921')
  expect(call('hex.decode', 'C3a921')).toBe('é!')
  expect([call('hex.decode', 'c3a'), call('hex.decode', 'zz')]).toEqual([undefined, undefined])
})

test('bytes that are not text are refused', () => {
  expect(() => call('hex.decode', 'ff')).toThrow('A string that is not UTF-8 is not supported.')
})

test('base64url is without padding', () => {
  expect(call('base64url.encode_no_pad', '>>>?')).toBe('Pj4-Pw')
})
