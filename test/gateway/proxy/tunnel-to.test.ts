import { tunnelTo } from '../../../src/gateway/proxy/tunnel-to.ts'

test('a connection for one tunnel, which policy sees by its host', () => {
  const { connection, target, base } = tunnelTo({ host: 'shop.test', port: 8443 })
  expect([connection.name, connection.protocol, connection.upstream.hostname]).toEqual(['net', 'net', 'shop.test'])
  expect([target, base]).toEqual([{ path: 'shop.test:8443', query: '' }, ''])
  expect(tunnelTo({ host: '2001:db8::1', port: 443 }).target.path).toBe('[2001:db8::1]:443')
})
