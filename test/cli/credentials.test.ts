import { randomUUID } from 'node:crypto'
import { temporaryFolder, write } from '../config/files.ts'
import { json, startFakeSource } from '../credentials/fake-source.ts'
import { bundle, sallyport } from './run-cli.ts'

const folder = temporaryFolder()
const secret = randomUUID()
const token = randomUUID()
const fake = await startFakeSource(() => ({ access_token: token, token_type: 'Bearer', expires_in: 3600 }))
afterAll(() => fake.close())

const config = write(
  folder,
  `listen:
  agents: { address: 127.0.0.1:7070 }
  people: { address: 127.0.0.1:7071 }
  status: { address: 127.0.0.1:7072 }
policy: { bundle: ${JSON.stringify(bundle)} }
issuers: []
agents: []
connections:
  - { name: open, protocol: http, upstream: "https://open.test" }
  - name: api
    protocol: http
    upstream: https://api.test
    credential: { bearer: "env:API_TOKEN" }
    credentials: { reader: { bearer: "env:READER" } }
  - name: sso
    protocol: http
    upstream: https://sso.test
    credential:
      oauth_client: { token_url: "${fake.url.href}token", client_id: gate, client_secret: "env:CLIENT_SECRET" }
`,
)
const check = (...args: string[]) =>
  sallyport(['credentials', 'check', '-c', config, ...args], {
    env: { CLIENT_SECRET: secret, API_TOKEN: secret, READER: secret },
  })

test('each connection’s credential is a line: who it is, and until when', async () => {
  const { status, out, err } = await check()
  expect([status, err]).toEqual([0, ''])
  expect(out.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'THEN')).toBe(`open  none  needs no credential
api  bearer  can be read; nobody says who that is
api/reader  bearer  can be read; nobody says who that is
sso  oauth_client  the client gate  until THEN
`)
  expect(out).not.toContain(secret)
  expect(out).not.toContain(token)
})

test('what can’t be opened is told with the cause, without a value, and ends with 1', async () => {
  fake.answers.push(json(401, { error: 'invalid_client', error_description: `\u001b[31mno ${secret}` }))
  expect(await check('sso')).toEqual({
    status: 1,
    err: '',
    out: `sso  oauth_client  ERR_CREDENTIAL_UNAVAILABLE: The credential of the connection "sso" could not be opened: its source, an OAuth client, refused. Nothing was sent. (${fake.host} gave no token, and answered 401: invalid_client:  [31mno [masked])\n`,
  })
})

test('the same for a program', async () => {
  const { status, out } = await check('--json', 'api', 'open')
  expect([status, JSON.parse(out)]).toEqual([
    0,
    {
      credentials: [
        { connection: 'open', kind: 'none', who: null, expiresAt: null },
        { connection: 'api', kind: 'bearer', who: null, expiresAt: null },
        { connection: 'api/reader', kind: 'bearer', who: null, expiresAt: null },
      ],
    },
  ])
})

test('a name that no connection has', async () => {
  expect(await check('shop')).toEqual({
    status: 1,
    out: '',
    err: 'ERR_CONNECTION_UNKNOWN: No connection is named "shop".\n',
  })
})
