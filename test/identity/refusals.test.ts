import { issuerOf, refusedFor } from '../../src/identity/refusals.ts'

test('a refusal is of the issuer whose token it is about, and any other of none', () => {
  const error = new Error('no')
  expect(issuerOf(error)).toBe('')
  expect(refusedFor('ci', error)).toBe(error)
  expect(issuerOf(error)).toBe('ci')
  expect([refusedFor('ci', 'text'), issuerOf('text'), issuerOf(null)]).toEqual(['text', '', ''])
})
