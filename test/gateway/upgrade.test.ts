import { TOKEN } from './fake-gate.ts'
import { closeServers, serveRaw } from './loopback.ts'
import { head, startAgents, talk } from './start-agents.ts'

afterEach(closeServers)

test.each([
  [
    'h2c',
    head('connection: Upgrade, HTTP2-Settings', 'upgrade: h2c', 'http2-settings: AAMAAABkAAQCAAAAAAIAAAAA'),
    501,
    'ERR_UPGRADE_UNSUPPORTED',
  ],
  ['h2c among others', head('connection: Upgrade', 'upgrade: websocket, H2C'), 501, 'ERR_UPGRADE_UNSUPPORTED'],
  ['two protocols', head('connection: Upgrade', 'upgrade: websocket, tcp'), 400, 'ERR_UNINTELLIGIBLE'],
  ['a body', head('connection: Upgrade', 'upgrade: tcp', 'content-length: 5'), 400, 'ERR_UNINTELLIGIBLE'],
  ['HTTP/1.0', head().replace('HTTP/1.1', 'HTTP/1.0'), 400, 'ERR_UNINTELLIGIBLE'],
  ['a stranger', head().replace(TOKEN, 'nobody'), 401, 'ERR_SESSION_UNKNOWN'],
  ['an unknown connection', head().replace('/c/shop/', '/c/other/'), 404, 'ERR_CONNECTION_UNKNOWN'],
])('%s is refused in words, and the connection closed', async (_what, request, status, code) => {
  let reached = 0
  const url = await serveRaw(() => {
    reached++
  })
  const { url: gate } = await startAgents(url)
  const client = talk(gate, request)
  await client.closed
  expect(client.heard()).toMatch(
    new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*\\r\\nconnection: close\\r\\n[\\s\\S]*${code}`, 'i'),
  )
  expect(reached).toBe(0)
})
