import net from 'node:net'
import { type Gate, startGate } from './gate.ts'

let gate: Gate
let token: string

beforeAll(async () => {
  gate = await startGate()
  token = await gate.session()
}, 60_000)
afterAll(() => gate.close())

/** Sends bytes as they are, which no HTTP library would, and answers with all that comes back until the gate is silent. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(Number(new URL(gate.world.urls.agents).port), '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
    socket.write(text)
  })
}

const head = (line: string, ...more: string[]) =>
  [line, 'Host: gate', `Authorization: Bearer ${token}`, 'Connection: close', ...more, '', ''].join('\r\n')

describe('what could be read in two ways is refused, and never reaches the upstream', () => {
  test.each([
    ['/c/api/../forge/acme/shop.git', 400, 'ERR_UNINTELLIGIBLE'],
    ['/c/api/v1/%2e%2e/%2e%2e/secret', 400, 'ERR_UNINTELLIGIBLE'],
    ['/c/api/v1/..%2fsecret', 400, 'ERR_UNINTELLIGIBLE'],
    ['/c/api/v1/%252e%252e/secret', 400, 'ERR_UNINTELLIGIBLE'],
    ['/c/api//v1/deployments', 400, 'ERR_UNINTELLIGIBLE'],
    ['/c/api/v1\\deployments', 400, 'ERR_UNINTELLIGIBLE'],
    ['/c/api/..;/v1/deployments', 400, 'ERR_UNINTELLIGIBLE'],
    ['/c/api/%00', 400, 'ERR_UNINTELLIGIBLE'],
    ['http://elsewhere/c/api/v1', 400, 'ERR_UNINTELLIGIBLE'],
    ['/c/nothing/v1', 404, 'ERR_CONNECTION_UNKNOWN'],
    ['/v1', 404, 'ERR_CONNECTION_UNKNOWN'],
  ])('%s', async (target, status, code) => {
    const before = gate.world.upstream.requests.length
    const answer = await raw(head(`GET ${target} HTTP/1.1`))
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toContain(code)
    expect(gate.world.upstream.requests.length).toBe(before)
  })

  test.each([
    ['two Host fields', 'Host: gate\r\nHost: other'],
    ['a Host with a user', 'Host: user@gate'],
    ['a Host with a space', 'Host: gate other'],
  ])('%s', async (_what, hosts) => {
    const before = gate.world.upstream.requests.length
    const auth = `Authorization: Bearer ${token}\r\nConnection: close\r\n\r\n`
    expect(await raw(`GET /c/api/v1 HTTP/1.1\r\n${hosts}\r\n${auth}`)).toContain('HTTP/1.1 400 ')
    expect(gate.world.upstream.requests.length).toBe(before)
  })
})

test('an escaped slash and an escaped letter: judged and forwarded as one and the same', async () => {
  const before = gate.world.upstream.requests.length
  expect((await gate.request('/c/api/projects/acme%2fshop/%41', token)).status).toBe(200)
  expect(gate.world.upstream.requests.slice(before)).toEqual(['GET /projects/acme%2Fshop/A'])
})

test.each(['OPTIONS', 'GET'])('a second request hidden in the chunked body of a %s stays a body', async (method) => {
  const before = gate.world.upstream.requests.length
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: gate\r\n\r\n'
  const body = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`
  const answer = await raw(head(`${method} /c/api/v1/outer HTTP/1.1`, 'Transfer-Encoding: chunked') + body)
  expect(answer).toContain('HTTP/1.1 20')
  expect(gate.world.upstream.requests.slice(before)).toEqual([`${method} /v1/outer`])
})

test('Content-Length beside Transfer-Encoding is refused', async () => {
  const request = head('POST /c/api/v1/comments HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked')
  expect(await raw(`${request}0\r\n\r\n`)).toContain('HTTP/1.1 400 ')
})

test('CONNECT is refused by name, and so are upgrades to h2c; what is masked goes on in no protocol but WebSocket', async () => {
  const upgrade = (to: string) =>
    raw(head('GET /c/api/v1 HTTP/1.1', `Upgrade: ${to}`).replace('Connection: close', 'Connection: Upgrade'))
  const connect = await raw('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n')
  for (const answer of [await upgrade('h2c'), connect]) {
    expect(answer).toContain('HTTP/1.1 501 ')
    expect(answer).toContain('ERR_UPGRADE_UNSUPPORTED')
  }
  expect(await upgrade('other/1')).toMatch(/^HTTP\/1\.1 502 [\s\S]*ERR_UNMASKABLE/)
})

test('whatever credential and override the client sends stops at the gate', async () => {
  const seen = gate.world.upstream.authorizations.size
  const answer = await gate.request('/c/api/echo?access_token=mine&page=2', token, {
    headers: {
      cookie: 'a=b',
      'private-token': 'mine',
      'x-http-method-override': 'DELETE',
      'x-note': `my token is ${token}`,
    },
  })
  expect(answer.status).toBe(200)
  expect(gate.world.upstream.authorizations.size).toBe(Math.max(seen, 1))
  expect([...gate.world.upstream.authorizations.keys()].some((value) => value.includes(token))).toBe(false)
  const { sessions } = await gate.people<{ sessions: { id: string }[] }>('/sessions')
  const shown = await gate.people<{ exchanges: { target: string }[] }>(`/sessions/${sessions[0]!.id}`)
  expect(shown.exchanges.at(-1)!.target).toBe('/echo?page=2')
})
