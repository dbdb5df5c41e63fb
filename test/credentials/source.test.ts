import { randomUUID } from 'node:crypto'
import type { Connection } from '../../src/core/connection.ts'
import { type CredentialSource, createCredentials } from '../../src/credentials/source.ts'
import { startFakeGithub } from './fake-github.ts'

const connection = (name: string): Connection => ({
  name,
  protocol: 'http',
  upstream: new URL('https://api.test'),
  hosts: [],
  labels: {},
})
const secret = { from: 'env', name: 'TOKEN' } as const

function opened(source: CredentialSource, environment: NodeJS.ProcessEnv = {}) {
  const clock = { now: 1_000_000 }
  const credentials = createCredentials(new Map([['shop', source]]), environment, () => clock.now)
  return { ...credentials, clock, environment, openShop: () => credentials.open(connection('shop'), []) }
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
  expect(await opened({ kind: 'bearer', secret }).open(connection('other'), [])).toEqual({ kind: 'none' })
})

test('a value is used for ten seconds, then read again; the old one stays masked', async () => {
  const [first, second] = [randomUUID(), randomUUID()]
  const { openShop, known, clock, environment } = opened({ kind: 'bearer', secret }, { TOKEN: first })
  await openShop()
  environment.TOKEN = second
  clock.now += 9_999
  expect(await openShop()).toEqual({ kind: 'bearer', token: first })
  clock.now += 1
  expect(await openShop()).toEqual({ kind: 'bearer', token: second })
  expect(known()).toEqual([first, second])
})

test('what could not be opened is refused in words without the reason, for everyone who asked, and tried again', async () => {
  const { openShop, environment } = opened({ kind: 'bearer', secret })
  const refusal = {
    code: 'ERR_CREDENTIAL_UNAVAILABLE',
    message: 'The credential of the connection "shop" could not be opened; nothing was sent.',
    fix: "The gateway's log says why.",
    cause: new Error('env:TOKEN is not set'),
  }
  const both = [openShop(), openShop()]
  for (const refused of both) await expect(refused).rejects.toMatchObject(refusal)
  const value = randomUUID()
  environment.TOKEN = value
  expect(await openShop()).toEqual({ kind: 'bearer', token: value })
})

test.each(['\n', '\r', '\0', '\x7f', '\x1b'])(
  'a secret with %j inside could forge a header, and is refused',
  async (odd) => {
    const { openShop, known } = opened({ kind: 'bearer', secret }, { TOKEN: `a${odd}b` })
    await expect(openShop()).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_UNAVAILABLE',
      cause: new Error('the secret holds control characters'),
    })
    expect(known()).toEqual([])
  },
)

const app = { kind: 'github_app', appId: '1', installationId: '2', secret } as const
const fetched = {
  kind: 'git.fetch',
  access: 'read',
  resource: 'acme/shop',
  detail: { repository: 'acme/shop' },
} as const

test('an app’s token is Git’s password and an API’s bearer token, and masked until well after its end', async () => {
  const clock = { now: 1_764_000_000_000 }
  const github = await startFakeGithub(() => clock.now)
  const source = { ...app, api: github.api }
  const sources = new Map<string, CredentialSource>([
    ['shop', source],
    ['forge', source],
  ])
  const { open, known } = createCredentials(sources, { TOKEN: github.privateKey }, () => clock.now)
  const first = `ghs_1_${'x'.repeat(20)}`
  expect(await open({ ...connection('shop'), protocol: 'git' }, [fetched])).toEqual({
    kind: 'basic',
    username: 'x-access-token',
    password: first,
  })
  expect(known()).toEqual([first, Buffer.from(`x-access-token:${first}`).toString('base64')])
  const second = `ghs_2_${'x'.repeat(20)}`
  expect(await open({ ...connection('forge'), protocol: 'github' }, [fetched])).toEqual({
    kind: 'bearer',
    token: second,
  })
  expect(github.requests.map(({ body }) => body)).toEqual(
    Array(2).fill({ repositories: ['shop'], permissions: { contents: 'read', metadata: 'read' } }),
  )
  clock.now += 2 * 3_600_000
  await open({ ...connection('forge'), protocol: 'github' }, [fetched])
  expect(known()).toEqual([`ghs_3_${'x'.repeat(20)}`])
  await github.close()
})

test('an app whose token can’t be had is refused, and the log hears why', async () => {
  const { open } = opened({ ...app, api: new URL('http://127.0.0.1:1') })
  await expect(open(connection('shop'), [fetched])).rejects.toMatchObject({
    code: 'ERR_CREDENTIAL_UNAVAILABLE',
    message: 'The credential of the connection "shop" could not be opened; nothing was sent.',
    cause: new Error('env:TOKEN is not set'),
  })
})
