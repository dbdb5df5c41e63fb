import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answering, hangUp, json, silence, startFakeSource, text } from '../credentials/fake-source.ts'
import { type Gate, startGate } from './gate.ts'

const vaultToken = randomUUID()
const [keyId, secretKey] = [['AKIA', 'OUTAGES', '1'].join(''), randomUUID()]
const given = (hours: number) => {
  const end = new Date(Date.now() + hours * 3_600_000).toISOString()
  const keys = `<AccessKeyId>ASIAOUTAGES</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`
  const credentials = `<Credentials>${keys}<Expiration>${end}</Expiration></Credentials>`
  return `<AssumeRoleResponse><AssumeRoleResult>${credentials}</AssumeRoleResult></AssumeRoleResponse>`
}
/** What is wrong with both of them just now. */
let fault: Answering | null = null
/** Vault's engines and its own tokens are read; STS is asked everything else. */
const usual: Answering = (request, res) => {
  if (fault !== null) return fault(request, res)
  if (request.path.endsWith('/lookup-self')) return { data: { ttl: 3600, renewable: false } }
  if (request.path.startsWith('GET /v1/')) return { data: { data: { key: 'from-vault' }, metadata: {} } }
  return text(200, given(1))(request, res)
}

const arrived: (string | undefined)[] = []
let source: Awaited<ReturnType<typeof startFakeSource>>
let api: Server
let gate: Gate

const NAMES = ['down', 'slow', 'nonsense', 'forbidden', 'expired', 'many'] as const

beforeAll(async () => {
  source = await startFakeSource(usual)
  api = createServer((req, res) => {
    arrived.push(req.headers.authorization)
    res.end('fine')
  }).listen(0, '127.0.0.1')
  await once(api, 'listening')
  const upstream = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  const of = (name: string, credential: string) =>
    `  - { name: ${name}, protocol: http, upstream: "${upstream}", credential: ${credential} }\n`
  const keys = '{ access_key_id: "env:KEY_ID", secret_access_key: "env:SECRET_KEY" }'
  const role = 'role_arn: "arn:aws:iam::123456789012:role/agents", session_name: gate'
  const aws = `{ aws: { region: eu-central-1, service: sqs, sts_endpoint: "${source.url.href}", ${role}, keys: ${keys} } }`
  const connections = NAMES.flatMap((name) => [
    of(`sts-${name}`, aws),
    of(`vault-${name}`, `{ bearer: "vault:secret/ci/${name}#key" }`),
  ])
  gate = await startGate({
    more: `${connections.join('')}vault: { address: "${source.url.href}", auth: { token: "env:VAULT_TOKEN_OF_TEST" } }\n`,
    environment: { KEY_ID: keyId, SECRET_KEY: secretKey, VAULT_TOKEN_OF_TEST: vaultToken },
  })
}, 60_000)

afterAll(async () => {
  await gate.close()
  await source.close()
  api.closeAllConnections()
  api.close()
})

const SIGNED = /^AWS4-HMAC-SHA256 Credential=ASIAOUTAGES\//
const KINDS = ['sts', 'vault'] as const
type Kind = (typeof KINDS)[number]
const OPENED = { sts: SIGNED, vault: /^Bearer from-vault$/ }

const forbidden: Answering = (request, res) =>
  (request.path.startsWith('GET /v1/')
    ? json(403, { errors: ['permission denied'] })
    : text(403, '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>'))(request, res)

// Both at once: it takes long to find out that one is slow.
test.each<[(typeof NAMES)[number], readonly Kind[], Answering]>([
  ['down', KINDS, hangUp],
  ['slow', KINDS, silence],
  ['nonsense', KINDS, text(200, '<html>Sign in</html>')],
  ['forbidden', KINDS, forbidden],
  ['expired', ['sts'], (request, res) => text(200, given(-1))(request, res)],
])(
  'a source that is %s (%j): refused in words, nothing sent, and served again once it is back',
  async (name, kinds, answer) => {
    const tokens = await Promise.all(kinds.map((kind) => gate.session({ run_id: `${kind}-${name}` })))
    const get = () => Promise.all(kinds.map((kind, at) => gate.request(`/c/${kind}-${name}/orders`, tokens[at]!)))
    arrived.length = 0
    fault = answer
    const refused = (await get()).map(async (it) => [it.status, ((await it.json()) as { error: object }).error])
    expect(await Promise.all(refused)).toMatchObject(
      kinds.map((kind) => [
        503,
        {
          code: 'ERR_CREDENTIAL_UNAVAILABLE',
          message: expect.stringContaining(`The credential of the connection "${kind}-${name}" could not be opened`),
        },
      ]),
    )
    expect(arrived).toEqual([])
    fault = null
    // One try a second.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect((await get()).map(({ status }) => status)).toEqual(kinds.map(() => 200))
    // Each is opened by its own.
    expect(arrived.toSorted()).toEqual(kinds.map((kind) => expect.stringMatching(OPENED[kind])))
  },
  60_000,
)

test.each(KINDS)(
  '%s is asked once for 200 requests',
  async (kind) => {
    const token = await gate.session({ run_id: `${kind}-many` })
    source.requests.length = 0
    const answers = await Promise.all(Array.from({ length: 200 }, () => gate.request(`/c/${kind}-many/orders`, token)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(source.requests.filter(({ path }) => !path.endsWith('/lookup-self'))).toHaveLength(1)
  },
  60_000,
)
