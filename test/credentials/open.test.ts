import { randomUUID } from 'node:crypto'
import { SourceError } from '../../src/credentials/fault.ts'
import {
  type CredentialSource,
  type CredentialsOptions,
  createCredentials,
  titleOf,
} from '../../src/credentials/open.ts'
import { json, silence, startFakeSource, text } from './fake-source.ts'
import { asked, env, SESSION } from './surroundings.ts'

const secret = env('TOKEN')
const { connection } = asked()

function opened(source: CredentialSource, environment: NodeJS.ProcessEnv = {}, more: Partial<CredentialsOptions> = {}) {
  const clock = { now: 1_764_000_000_000 }
  const credentials = createCredentials({
    sources: new Map([['shop', source]]),
    environment,
    hidden: new Set(),
    vault: null,
    now: () => clock.now,
    ...more,
  })
  return { ...credentials, clock, environment, openShop: () => credentials.open(connection, [], SESSION, null) }
}

const endpoint = await startFakeSource(() => ({ access_token: 'first-token', token_type: 'Bearer', expires_in: 3600 }))
afterAll(() => endpoint.close())
beforeEach(() => {
  endpoint.requests.length = 0
})
const client: CredentialSource = {
  kind: 'oauth_client',
  tokenUrl: endpoint.url,
  clientId: 'gate',
  secret,
  scope: null,
  audience: null,
}

test('each kind, and what of it must be masked', async () => {
  const value = randomUUID()
  const environment = { TOKEN: value }
  const bearer = opened({ kind: 'bearer', secret }, environment)
  expect(await bearer.openShop()).toEqual({ kind: 'bearer', token: value })
  expect(bearer.known()).toEqual([value])
  const header = opened({ kind: 'header', name: 'x-key', secret }, environment)
  expect(await header.openShop()).toEqual({ kind: 'header', name: 'x-key', value })
  expect(header.known()).toEqual([value])
  const basic = opened({ kind: 'basic', username: 'bot', secret }, environment)
  expect(await basic.openShop()).toEqual({ kind: 'basic', username: 'bot', password: value })
  expect(basic.known()).toEqual([value, Buffer.from(`bot:${value}`).toString('base64')])
  const none = opened({ kind: 'none' })
  expect(await none.openShop()).toEqual({ kind: 'none' })
  expect(none.known()).toEqual([])
})

test('a connection without a source has no credential', async () => {
  const { open } = opened({ kind: 'bearer', secret })
  expect(await open({ ...connection, name: 'other' }, [], SESSION, null)).toEqual({ kind: 'none' })
})

test('another of the connection’s credentials, by name; each is masked, and fails in its own name', async () => {
  const [usual, weaker] = [randomUUID(), randomUUID()]
  const reader = { kind: 'bearer', secret: env('READER') } as const
  const sources = new Map<string, CredentialSource>([
    ['shop', { kind: 'bearer', secret }],
    [titleOf('shop', 'reader'), reader],
  ])
  const environment: NodeJS.ProcessEnv = { TOKEN: usual, READER: weaker }
  const { open, known, check } = opened({ kind: 'none' }, environment, { sources })
  expect(await open(connection, [], SESSION, 'reader')).toEqual({ kind: 'bearer', token: weaker })
  expect(await open(connection, [], SESSION, null)).toEqual({ kind: 'bearer', token: usual })
  expect(known()).toEqual([weaker, usual])
  expect(await check(connection, 'reader')).toEqual({ kind: 'bearer', who: null, expiresAt: null })
  delete environment.READER
  await expect(open(connection, [], SESSION, 'reader')).rejects.toMatchObject({
    code: 'ERR_CREDENTIAL_UNAVAILABLE',
    message: expect.stringMatching(/^The credential "reader" of the connection "shop" could not be opened: /),
  })
})

test('each has a cache and figures of its own', async () => {
  const heard: string[] = []
  const fetched: CredentialsOptions['fetched'] = ({ connection }) => heard.push(connection)
  const sources = new Map([client, client].map((source, at) => [titleOf('shop', at === 0 ? null : 'reader'), source]))
  const { open } = opened(client, { TOKEN: 'hunter2' }, { sources, fetched })
  for (const name of [null, 'reader', 'reader', null]) await open(connection, [], SESSION, name)
  expect([heard, endpoint.requests.length]).toEqual([['shop', 'shop/reader'], 2])
})

test('a name that the connection has not is refused, never taken for the default', async () => {
  const { open, known } = opened({ kind: 'bearer', secret }, { TOKEN: 'hunter2' })
  await expect(open(connection, [], SESSION, 'reader')).rejects.toMatchObject({
    code: 'ERR_CREDENTIAL_UNKNOWN',
    status: 503,
    message: 'The policy names the credential "reader", which the connection "shop" doesn\'t have; nothing was sent.',
  })
  expect(known()).toEqual([])
})

test('a value that was changed is used at once; the old one stays masked', async () => {
  const [first, second] = [randomUUID(), randomUUID()]
  const { openShop, known, environment } = opened({ kind: 'bearer', secret }, { TOKEN: first })
  await openShop()
  environment.TOKEN = second
  expect(await openShop()).toEqual({ kind: 'bearer', token: second })
  expect(known()).toEqual([first, second])
})

test('what could not be opened is refused in words, the reason for the log alone, and tried again', async () => {
  const { openShop, environment } = opened({ kind: 'bearer', secret })
  await expect(openShop()).rejects.toMatchObject({
    code: 'ERR_CREDENTIAL_UNAVAILABLE',
    message:
      'The credential of the connection "shop" could not be opened: its source, a configured secret, can\'t be read as it is configured. Nothing was sent.',
    fix: "The gateway's log says why.",
    cause: new Error('env:TOKEN is not set'),
  })
  environment.TOKEN = randomUUID()
  expect(await openShop()).toEqual({ kind: 'bearer', token: environment.TOKEN })
})

test('what a source said is for the log, without the secrets that it was told', async () => {
  const value = randomUUID()
  endpoint.answers.push(json(401, { error: 'invalid_client', error_description: `no ${value}` }))
  const { openShop } = opened(client, { TOKEN: value })
  await expect(openShop()).rejects.toMatchObject({
    message:
      'The credential of the connection "shop" could not be opened: its source, an OAuth client, refused. Nothing was sent.',
    cause: new SourceError('refused', `${endpoint.host} gave no token, and answered 401: invalid_client: no [masked]`),
  })
})

test('200 requests wait for one token, which is masked before any of them has it', async () => {
  const { openShop, known, clock } = opened(client, { TOKEN: 'hunter2' })
  const all = await Promise.all(Array.from({ length: 200 }, () => openShop()))
  expect(new Set(all.map((it) => JSON.stringify(it)))).toEqual(new Set(['{"kind":"bearer","token":"first-token"}']))
  expect(endpoint.requests).toHaveLength(1)
  expect(known()).toEqual(['hunter2', Buffer.from('gate:hunter2').toString('base64'), 'first-token'])
  clock.now += 2 * 3_600_000
  endpoint.answers.push(json(200, { access_token: 'second', token_type: 'Bearer', expires_in: 3600 }))
  await openShop()
  expect(known()).toEqual(['hunter2', Buffer.from('gate:hunter2').toString('base64'), 'second'])
})

test('each fetch is counted, with its connection and kind', async () => {
  const fetched: unknown[] = []
  const { openShop, clock } = opened(client, { TOKEN: 'hunter2' }, { fetched: (it) => fetched.push(it) })
  endpoint.answers.push(text(500, ''))
  await expect(openShop()).rejects.toThrow()
  clock.now += 1_000
  await openShop()
  expect(fetched).toEqual([
    { connection: 'shop', kind: 'oauth_client', seconds: 0, expiresAt: null },
    { connection: 'shop', kind: 'oauth_client', seconds: 0, expiresAt: clock.now + 3_600_000 },
  ])
})

test('a check opens the source and says who that is, or why not', async () => {
  const { check, clock } = opened(client, { TOKEN: 'hunter2' })
  expect(await check(connection, null)).toEqual({
    kind: 'oauth_client',
    who: 'the client gate',
    expiresAt: clock.now + 3_600_000,
  })
  expect(await opened({ kind: 'none' }).check(connection, null)).toEqual({ kind: 'none', who: null, expiresAt: null })
  await expect(opened(client).check(connection, null)).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_UNAVAILABLE' })
})

test('a key for Vault can’t lie in Vault', async () => {
  const inVault = { from: 'vault', name: 'a/b#c', mount: 'a', path: 'b', field: 'c' } as const
  const { openShop } = opened(
    { kind: 'bearer', secret: inVault },
    {},
    {
      vault: { address: endpoint.url, ca: null, namespace: null, auth: { kind: 'token', token: inVault } },
    },
  )
  await expect(openShop()).rejects.toMatchObject({
    cause: new SourceError("can't be read as it is configured", 'no Vault is configured'),
  })
})

test('a farewell ends, whether or not the sources hear it', async () => {
  const vault = { address: endpoint.url, ca: null, namespace: null, auth: { kind: 'token', token: secret } } as const
  endpoint.answers.push(json(200, { data: { ttl: 3600, accessor: 'a', renewable: false } }))
  endpoint.answers.push(
    json(200, { lease_id: 'l', lease_duration: 60, data: { username: 'u', password: 'p' } }),
    silence,
  )
  const database = { kind: 'vault_database', mount: 'database', role: 'shop', leaseSeconds: null } as const
  const { openShop, close } = opened(database, { TOKEN: 'hunter2' }, { vault })
  expect(await openShop()).toEqual({ kind: 'basic', username: 'u', password: 'p' })
  await close()
  expect(endpoint.requests.map(({ path }) => path)).toEqual([
    'GET /v1/auth/token/lookup-self',
    'GET /v1/database/creds/shop',
    'PUT /v1/sys/leases/revoke',
  ])
})
