import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../../../src/core/errors.ts'
import { challenge, proxyToken } from '../../../src/gateway/proxy/authenticate.ts'

const asking = (...rawHeaders: string[]) => proxyToken({ rawHeaders } as IncomingMessage)

test('the token is the proxy’s password, or its bearer token', () => {
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
  expect(asking('Proxy-Authorization', basic('run:secret'))).toBe('secret')
  expect(asking('proxy-authorization', basic(':se:cret'))).toBe('se:cret')
  expect(asking('Proxy-Authorization', 'bearer secret')).toBe('secret')
})

test.each([
  [],
  ['Authorization', 'Bearer secret'],
  ['Proxy-Authorization', 'Basic cnVuOg=='],
  ['Proxy-Authorization', 'Digest x'],
])('none in %j %j', (...fields: string[]) => {
  expect(() => asking(...fields)).toThrow(expect.objectContaining({ code: 'ERR_SESSION_REQUIRED' }))
})

test('a session that is missing or worn out is asked for; what else is wrong is told', () => {
  const asked = challenge(new GatewayError('ERR_SESSION_EXPIRED', 'Late.', { fix: 'Renew.' }), 'x-1')
  expect([asked.status, asked.body.toString()]).toEqual([407, 'ERR_SESSION_EXPIRED: Late.\nRenew.\nexchange x-1\n'])
  expect(asked.headers).toContainEqual(['proxy-authenticate', 'Basic realm="Sallyport"'])
  const told = challenge(new GatewayError('ERR_STORE_UNAVAILABLE', 'Away.'), 'x-1')
  expect([told.status, told.headers.some(([name]) => name === 'proxy-authenticate')]).toEqual([503, false])
})
