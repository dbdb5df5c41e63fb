import { connectionTo } from './fake-gate.ts'
import { startAgents } from './start-agents.ts'

test('some paths are the gateway’s own, but for hosts that are a connection’s', async () => {
  const connections = [connectionTo(new URL('http://127.0.0.1:9'), { hosts: ['localhost'] })]
  const { url } = await startAgents(new URL('http://127.0.0.1:9'), { connections })
  expect(await (await fetch(new URL('/own/x', url))).text()).toBe('own')
  expect((await fetch(new URL('/other', url))).status).toBe(401)
  expect((await fetch(`http://localhost:${url.port}/own`)).status).toBe(401)
})
