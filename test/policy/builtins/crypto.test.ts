import { call } from './calling.ts'

test('hashes are of UTF-8, in lower-case hexadecimal', () => {
  expect(call('crypto.md5', 'abc')).toBe('900150983cd24fb0d6963f7d28e17f72')
  expect(call('crypto.sha1', 'abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d')
  expect(call('crypto.sha256', 'é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c')
})

// RFC 4231 and RFC 2202, the second case of each.
test('message authentication codes take the message first', () => {
  const operands = ['what do ya want for nothing?', 'Jefe']
  expect(call('crypto.hmac.md5', ...operands)).toBe('750c783e6ab0b503eaa86e310a5db738')
  expect(call('crypto.hmac.sha1', ...operands)).toBe('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79')
  expect(call('crypto.hmac.sha256', ...operands)).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  expect(call('crypto.hmac.sha512', ...operands)).toBe(
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554' +
      '9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  )
})

test('codes are equal or not, and only strings are hashed', () => {
  expect([call('crypto.hmac.equal', 'ab', 'ab'), call('crypto.hmac.equal', 'ab', 'aB')]).toEqual([true, false])
  expect(call('crypto.sha256', 1)).toBeUndefined()
})
