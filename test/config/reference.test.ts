import { fileReference, parseReference, parseSecret } from '../../src/config/reference.ts'

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

test.each([
  ['env:TOKEN', { from: 'env', name: 'TOKEN' }],
  ['file:token', { from: 'file', name: '/etc/gate/token' }],
  ['vault:kv/ci/shop#token', { from: 'vault', name: 'kv/ci/shop#token', mount: 'kv', path: 'ci/shop', field: 'token' }],
  [
    { command: ['pass', 'show', 'ci/shop'], seconds: 60 },
    { from: 'command', name: 'pass', arguments: ['show', 'ci/shop'], seconds: 60 },
  ],
  [
    { command: ['bin/token'], seconds: 60 },
    { from: 'command', name: '/etc/gate/bin/token', arguments: [], seconds: 60 },
  ],
  ['vault:kv/ci', null],
  ['vault:kv#token', null],
  ['vault:kv/#token', null],
  ['vault:kv/ci/../shop#token', null],
  ['vault:../ci#token', null],
  ['vault:kv//ci#token', null],
  ['vault:kv/ci #token', null],
  ['hunter2', null],
])('the secret %j', (value, expected) => {
  expect(parseSecret(value, '/etc/gate')).toEqual(expected)
})
