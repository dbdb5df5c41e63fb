import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answering, hangUp, json, silence, startFakeSource, text } from '../credentials/fake-source.ts'
import { type Gate, startGate } from './gate.ts'

const clientSecret = randomUUID()
let issued = 0
const tokenOf = (number: number) => `token-${number}-of-${clientSecret.slice(0, 8)}`
const usual: Answering = () => {
  issued += 1
  return { access_token: tokenOf(issued), token_type: 'Bearer', expires_in: 3600 }
}
const arrived: (string | undefined)[] = []
let source: Awaited<ReturnType<typeof startFakeSource>>
let api: Server
let gate: Gate

const NAMES = ['down', 'slow', 'nonsense', 'other-type', 'huge', 'expired', 'short', 'redirect', 'many', 'echo']

beforeAll(async () => {
  source = await startFakeSource(usual)
  api = createServer((req, res) => {
    arrived.push(req.headers.authorization)
    res.end('fine')
  }).listen(0, '127.0.0.1')
  await once(api, 'listening')
  const upstream = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  const connection = (name: string) => `  - name: ${name}
    protocol: http
    upstream: ${upstream}
    labels: { trust: any }
    credential:
      oauth_client: { token_url: "${source.url.href}${name}", client_id: gate, client_secret: "env:CLIENT_SECRET" }
`
  gate = await startGate({ more: NAMES.map(connection).join(''), environment: { CLIENT_SECRET: clientSecret } })
}, 60_000)

afterAll(async () => {
  await gate.close()
  await source.close()
  api.closeAllConnections()
  api.close()
})

beforeEach(() => {
  arrived.length = 0
  source.requests.length = 0
})

async function get(name: string, token: string) {
  const answer = await gate.request(`/c/${name}/orders`, token)
  return { status: answer.status, text: await answer.text() }
}

/** The gateway's log once it says so: it is written behind the answers. */
async function logHas(words: string): Promise<string> {
  for (;;) {
    const log = await readFile(gate.world.logFile, 'utf8')
    if (log.includes(words)) return log
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const REFUSED = (name: string, fault: string) =>
  `The credential of the connection "${name}" could not be opened: its source, an OAuth client, ${fault}. Nothing was sent.`
const NO_CREDENTIAL = 'answered with something that is no usable credential'

test.each<[string, Answering, string, string]>([
  ['down', hangUp, "can't be reached", "can't be reached (UND_ERR_SOCKET)"],
  ['nonsense', text(200, '<html>Sign in</html>'), NO_CREDENTIAL, 'answered with something that is no token'],
  ['other-type', json(200, { access_token: 7, token_type: 'mac' }), NO_CREDENTIAL, 'something that is no bearer token'],
  ['huge', text(200, ' '.repeat(1_000_000)), NO_CREDENTIAL, 'sent more than 256 KiB'],
  [
    'expired',
    json(200, { access_token: 'x', token_type: 'Bearer', expires_in: 0 }),
    NO_CREDENTIAL,
    'ended 0 seconds ago',
  ],
  ['short', json(200, { access_token: 'x', token_type: 'Bearer', expires_in: 5 }), NO_CREDENTIAL, 'ends in 5 seconds'],
  ['redirect', text(307, '', { location: 'http://127.0.0.1:1/' }), 'refused', 'gave no token, and answered 307'],
  ['slow', silence, 'gave no answer in time', 'the source gave no answer within 15 seconds'],
])(
  'a token endpoint that is %s: refused in words, and served again once it is back',
  async (name, answer, fault, logged) => {
    const token = await gate.session({ run_id: `c-${name}` })
    source.answers.push(answer)
    const refused = await get(name, token)
    expect(refused.status).toBe(503)
    expect(JSON.parse(refused.text).error).toMatchObject({
      code: 'ERR_CREDENTIAL_UNAVAILABLE',
      message: REFUSED(name, fault),
    })
    expect(arrived).toEqual([])
    await logHas(logged)
    // One try a second.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(await get(name, token)).toEqual({ status: 200, text: 'fine' })
    expect(arrived).toEqual([`Bearer ${tokenOf(issued)}`])
  },
  60_000,
)

test('200 requests at once are one fetch', async () => {
  const tokens = await Promise.all(Array.from({ length: 10 }, (_, run) => gate.session({ run_id: `many-${run}` })))
  const answers = await Promise.all(Array.from({ length: 200 }, (_, at) => get('many', tokens[at % 10]!)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(source.requests.map(({ path }) => path)).toEqual(['POST /many'])
  expect(new Set(arrived)).toEqual(new Set([`Bearer ${tokenOf(issued)}`]))
}, 60_000)

test('what a source echoes of our secret is in no answer and in no log', async () => {
  const echo = json(401, { error: 'invalid_client', error_description: `wrong secret ${clientSecret} for gate` })
  source.answers.push(echo)
  const refused = await get('echo', await gate.session({ run_id: 'echo' }))
  expect(JSON.parse(refused.text).error.message).toBe(REFUSED('echo', 'refused'))
  const log = await logHas('answered 401: invalid_client: wrong secret [masked] for gate')
  expect(refused.text + log).not.toContain(clientSecret)
}, 60_000)

test('fetches are counted', async () => {
  const metrics = await (await fetch(new URL('/metrics', gate.world.urls.status))).text()
  expect(metrics).toContain(
    'sallyport_credential_fetches_total{connection="many",kind="oauth_client",outcome="fetched"} 1',
  )
  expect(metrics).toContain(
    'sallyport_credential_fetches_total{connection="down",kind="oauth_client",outcome="failed"} 1',
  )
  expect(metrics).toMatch(/sallyport_credential_expiry_seconds\{connection="many",kind="oauth_client"\} \d{10}/)
})
