import { randomUUID } from 'node:crypto'
import type { Connection } from '../../src/core/connection.ts'
import { type CredentialSource, createCredentials } from '../../src/credentials/source.ts'

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
  return { ...credentials, clock, environment, openShop: () => credentials.open(connection('shop')) }
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
  expect(await opened({ kind: 'bearer', secret }).open(connection('other'))).toEqual({ kind: 'none' })
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
