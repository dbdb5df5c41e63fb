import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clientOptions, createCall } from '../../../src/approvals/slack/call.ts'

let server: Server
let url: string
let answer: (res: ServerResponse) => void
let asked: { url: string | undefined; authorization: string | undefined; body: string }[]
beforeAll(async () => {
  server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    asked.push({ url: req.url, authorization: req.headers.authorization, body })
    answer(res)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`
})
beforeEach(() => {
  asked = []
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
const json =
  (body: object, status = 200, headers = {}) =>
  (res: ServerResponse) =>
    void res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
const call = () => createCall('a-token', url)('chat.postMessage', { channel: 'C1', blocks: [{ type: 'divider' }] })

test('a call carries the token and its arguments as a form', async () => {
  answer = json({ ok: true, ts: '1.2' })
  expect(await call()).toMatchObject({ outcome: 'ok', body: { ts: '1.2' } })
  expect(asked).toEqual([
    {
      url: '/api/chat.postMessage',
      authorization: 'Bearer a-token',
      body: 'channel=C1&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D',
    },
  ])
})

test.each<[string, (res: ServerResponse) => void, object]>([
  [
    'a limit',
    json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '7' }),
    { outcome: 'limited', seconds: 7 },
  ],
  ['a limit in words', json({ ok: false, error: 'ratelimited' }), { outcome: 'limited', seconds: 30 }],
  ['a refusal', json({ ok: false, error: 'channel_not_found' }), { outcome: 'refused', error: 'channel_not_found' }],
  ['a failure', json({ ok: false, error: 'internal_error' }), { outcome: 'unknown', error: 'internal_error' }],
  ['a status', json({}, 503), { outcome: 'unknown', error: 'status 503' }],
  ['a page', (res) => void res.end('<html>Sign in to the Wi-Fi</html>'), { outcome: 'unknown', error: 'unreadable' }],
  ['a cut line', (res) => void res.destroy(), { outcome: 'unknown', error: 'unreachable' }],
])('%s is told apart, and nothing is tried twice', async (_what, how, outcome) => {
  answer = how
  expect(await call()).toEqual(outcome)
  expect(asked).toHaveLength(1)
})

test('Slack’s own address is the default, and no call leads elsewhere', () => {
  expect(clientOptions(null)).toMatchObject({ allowAbsoluteUrls: false, rejectRateLimitedCalls: true, timeout: 10_000 })
  expect(clientOptions(null)).not.toHaveProperty('slackApiUrl')
})
