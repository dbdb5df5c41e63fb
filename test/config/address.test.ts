import { isHostName, isLoopback, isNetwork, overlap, parseAddress } from '../../src/config/address.ts'

test.each([
  ['127.0.0.1:7070', { host: '127.0.0.1', port: 7070 }],
  ['[::1]:7071', { host: '::1', port: 7071 }],
  ['gate.internal:0', { host: 'gate.internal', port: 0 }],
  ['localhost:65535', { host: 'localhost', port: 65_535 }],
  ['127.0.0.1:65536', null],
  ['127.0.0.1', null],
  ['127.0.0.256:80', null],
  ['::1:80', null],
  ['[127.0.0.1]:80', null],
  [':7070', null],
  ['http://127.0.0.1:80', null],
  ['Gate.internal:80', null],
])('the address %s', (text, expected) => {
  expect(parseAddress(text)).toEqual(expected)
})

test.each([
  ['git.gate.internal', true],
  ['localhost', true],
  ['a-b.c1', true],
  ['Git.internal', false],
  ['-a.internal', false],
  ['a..b', false],
  ['a_b.internal', false],
  ['10.0.0.1', false],
  ['*.internal', false],
  ['a.internal:80', false],
  [`${'a'.repeat(64)}.internal`, false],
])('the host name %s: %s', (text, expected) => {
  expect(isHostName(text)).toBe(expected)
})

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['localhost.test', false],
])('only this machine reaches %s: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})

test.each([
  ['127.0.0.1:1', '127.0.0.1:1', true],
  ['127.0.0.1:1', '127.0.0.1:2', false],
  ['127.0.0.1:1', '127.0.0.2:1', false],
  ['127.0.0.1:1', '0.0.0.0:1', true],
  ['[::]:1', '127.0.0.1:1', true],
  ['localhost:1', '127.0.0.1:1', true],
  ['[::1]:1', '[0:0:0:0:0:0:0:1]:1', true],
  ['127.0.0.1:0', '127.0.0.1:0', false],
])('%s takes the place of %s: %s', (one, other, expected) => {
  expect(overlap(parseAddress(one)!, parseAddress(other)!)).toBe(expected)
})

test.each([
  ['10.0.0.0/8', true],
  ['fd00::/8', true],
  ['10.0.0.1', false],
  ['10.0.0.0/33', false],
  ['fd00::/129', false],
  ['gate.internal/8', false],
  ['10.0.0.0/', false],
])('the network %s: %s', (text, expected) => {
  expect(isNetwork(text)).toBe(expected)
})
