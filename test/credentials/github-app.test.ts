import { createInstallationTokens } from '../../src/credentials/github-app.ts'
import { startFakeGithub } from './fake-github.ts'

const clock = { now: 1_764_000_000_000 }
const now = () => clock.now
const seconds = () => Math.floor(clock.now / 1000)
let github: Awaited<ReturnType<typeof startFakeGithub>>

beforeEach(async () => {
  github = await startFakeGithub(now)
})
afterEach(() => github.close())

const scope = { repositories: ['shop'], permissions: { contents: 'read', metadata: 'read' } } as const
const other = { ...scope, permissions: { contents: 'write', metadata: 'read' } } as const

function tokens(privateKey = async () => github.privateKey) {
  return createInstallationTokens({ appId: '12345', installationId: '67', api: github.api, privateKey }, now)
}

test('a token is asked for as GitHub documents it, and for no more than is needed', async () => {
  expect(await tokens()(scope)).toEqual({ token: `ghs_1_${'x'.repeat(20)}`, expiresAt: clock.now + 3_600_000 })
  expect(github.requests).toEqual([
    {
      path: 'POST /api/v3/app/installations/67/access_tokens',
      headers: expect.objectContaining({
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        'user-agent': 'sallyport',
        'x-github-api-version': '2022-11-28',
      }),
      body: scope,
      jwt: { alg: 'RS256', typ: 'JWT', iss: '12345', iat: seconds() - 60, exp: seconds() + 540 },
    },
  ])
})

test('what is not to be narrowed is left out', async () => {
  await tokens()({ repositories: null, permissions: null })
  expect(github.requests.map(({ body }) => body)).toEqual([{}])
})

test('a token is asked for once, however many wait, and again five minutes before it expires', async () => {
  const open = tokens()
  const first = await Promise.all([open(scope), open(scope), open(other), open(scope)])
  expect(new Set(github.requests.map(({ body }) => body))).toEqual(new Set([scope, other]))
  expect(github.requests).toHaveLength(2)
  expect(new Set(first.map(({ token }) => token)).size).toBe(2)
  clock.now += 55 * 60_000 - 1
  expect(await open(scope)).toBe(first[0])
  clock.now += 1
  expect(await open(scope)).not.toEqual(first[0])
  expect(github.requests).toHaveLength(3)
})

test.each([
  [
    422,
    '{"message":"The permissions requested are not granted to this installation."}',
    ': The permissions requested are not granted to this installation.',
  ],
  [500, '<html>', ''],
  [200, '{}', ''],
])('an answer of %i is no token; it is asked for anew', async (status, body, said) => {
  const open = tokens()
  github.answers.push({ status, body })
  await expect(open(scope)).rejects.toThrow(
    new Error(`${github.api.host} gave no installation access token, and answered ${status}${said}`),
  )
  expect((await open(scope)).token).toBe(`ghs_2_${'x'.repeat(20)}`)
})

test('a redirect is not followed: the app’s own token goes nowhere else', async () => {
  github.answers.push({ status: 307, headers: { location: `${github.api.origin}/elsewhere` }, body: '' })
  await expect(tokens()(scope)).rejects.toThrow('answered 307')
  expect(github.requests).toHaveLength(1)
})

test.each(['not JSON', '{"token":"a b","expires_at":"2026-01-01T00:00:00Z"}', '{"token":"ab"}'])(
  'an answer like %s is no token',
  async (body) => {
    github.answers.push({ status: 201, body })
    await expect(tokens()(scope)).rejects.toThrow('is no installation access token')
  },
)

test('an answer without end is cut', async () => {
  github.answers.push({ status: 201, body: ' '.repeat(300_000) })
  await expect(tokens()(scope)).rejects.toThrow('sent more than a token')
})

test('a key that is none is not repeated', async () => {
  await expect(tokens(async () => 'hunter2')(scope)).rejects.toThrow("the app's private key is no private key in PEM")
  const missing = async () => Promise.reject(new Error('env:APP_KEY is not set'))
  await expect(tokens(missing)(scope)).rejects.toThrow('env:APP_KEY is not set')
  expect(github.requests).toEqual([])
})
