import type { IncomingMessage } from 'node:http'
import { headersOf, hostOf, match } from '../../src/gateway/match.ts'
import { connectionTo } from './fake-gate.ts'

const shop = connectionTo(new URL('https://shop.test'), { name: 'shop', hosts: ['shop.gate.test', '[::1]'] })
const api = connectionTo(new URL('https://api.test'), { name: 'api-2' })
const find = (target: string, host = 'gate.test') => match([shop, api], target, [['host', host]])

test.each([
  ['gate.test', '/c/shop/a/b?c=1', shop, '/c/shop', '/a/b', '?c=1'],
  ['gate.test', '/c/api-2', api, '/c/api-2', '/', ''],
  ['gate.test', '/c/api-2/', api, '/c/api-2', '/', ''],
  ['gate.test', '/%63/%61pi-2/c/shop/x', api, '/c/api-2', '/c/shop/x', ''],
  ['shop.gate.test', '/c/api-2/x', shop, '', '/c/api-2/x', ''],
  ['SHOP.gate.test:8443', '/', shop, '', '/', ''],
  ['[::1]:80', '/x?', shop, '', '/x', '?'],
])('%s%s', (host, target, connection, base, path, query) => {
  expect(find(target, host)).toEqual({ connection, base, target: { path, query } })
})

test.each(['/', '/c', '/c/', '/c/shopper/a', '/c/SHOP/a', '/d/shop', '/c/shop%2Fa', '/c/-shop'])(
  '%s is unknown',
  (target) => {
    expect(() => find(target)).toThrow(expect.objectContaining({ code: 'ERR_CONNECTION_UNKNOWN', status: 404 }))
  },
)

test.each([
  '',
  'user@gate.test',
  'gate.test/',
  'gate test',
  'gate.test.',
  '.gate',
  'gate.test:',
  'gate:1:2',
  'a,b',
  'http://gate',
])('the host "%s" is refused', (host) => {
  expect(() => find('/c/shop/a', host)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE' }))
})

test('no host, and two of them, are refused', () => {
  const twice = [
    ['host', 'gate.test'],
    ['host', 'shop.gate.test'],
  ] as const
  for (const headers of [[], twice]) {
    expect(() => match([shop], '/c/shop/a', headers)).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE' }))
  }
})

test('what leads around a connection leads nowhere', () => {
  expect(() => find('/c/shop/../api-2/x')).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE' }))
})

test('field names in lower case, in order, none joined', () => {
  const rawHeaders = ['Host', 'gate.test', 'X-A', '1', 'x-a', '2']
  const headers = headersOf({ rawHeaders } as IncomingMessage)
  expect(headers).toEqual([
    ['host', 'gate.test'],
    ['x-a', '1'],
    ['x-a', '2'],
  ])
  expect([hostOf(headers), hostOf([])]).toEqual(['gate.test', ''])
})
