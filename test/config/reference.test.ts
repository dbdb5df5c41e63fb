import { fileReference, parseReference } from '../../src/config/reference.ts'

test.each([
  ['env:TOKEN', { from: 'env', name: 'TOKEN' }],
  ['file:token', { from: 'file', name: '/etc/gate/token' }],
  ['file:/run/token', { from: 'file', name: '/run/token' }],
  ['env:', null],
  ['env:A-B', null],
  ['file:', null],
  ['ENV:TOKEN', null],
  ['hunter2', null],
  ['my env:TOKEN', null],
])('the reference %s', (text, expected) => {
  expect(parseReference(text, '/etc/gate')).toEqual(expected)
})

test('a file by its path alone', () => {
  expect(fileReference('../cert.pem', '/etc/gate')).toEqual({ from: 'file', name: '/etc/cert.pem' })
})
