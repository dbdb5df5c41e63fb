import { connectionTo } from '../fake-gate.ts'
import { head } from '../start-agents.ts'
import { startProxy } from './start-proxy.ts'

test('the authority is anybody’s to read, and nothing of its key', async () => {
  const { url, certificate } = await startProxy()
  const answer = await fetch(new URL('/ca.pem', url))
  const text = await answer.text()
  expect([answer.status, text, text.includes('PRIVATE')]).toEqual([200, certificate, false])
  expect((await fetch(new URL('/ca-key.pem', url))).status).toBe(404)
})

test('an upgrade outside a tunnel is refused', async () => {
  const { send } = await startProxy()
  const client = send(...head().split('\r\n').slice(0, -2))
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 501 [\s\S]*Upgrades go through a tunnel\./)
})

test('closing ends tunnels, those that say nothing too', async () => {
  const connections = [connectionTo(new URL('http://127.0.0.1:9'), { hosts: ['shop.test'] })]
  const { listener, connecting, tls } = await startProxy({ connections })
  const silent = connecting('shop.test:443')
  await silent.until('200')
  const idle = await tls('shop.test:443')
  await listener.close(0)
  await Promise.all([silent.closed, idle.closed])
})
