import type { Operation } from '../../src/core/operation.ts'
import { githubApp } from '../../src/credentials/github-app.ts'
import { startFakeGithub } from './fake-github.ts'
import { asked, env, fault, MISCONFIGURED, surroundings, USELESS } from './surroundings.ts'

let github: Awaited<ReturnType<typeof startFakeGithub>>
const clock = { now: 0 }
beforeEach(async () => {
  github = await startFakeGithub(() => clock.now)
})
afterEach(() => github.close())

const operation = (kind: string, access: Operation['access']): Operation => {
  return { kind, access, resource: 'acme/shop', detail: { repository: 'acme/shop', ref: 'refs/heads/topic' } }
}
const fetched = { ...asked({ protocol: 'github' }), operations: [operation('git.fetch', 'read')] }
const pushed = { ...fetched, operations: [operation('git.push', 'write')] }
const permissions = { contents: 'read', metadata: 'read' }

function app(key = github.privateKey, environment: NodeJS.ProcessEnv = { KEY: key }) {
  const around = surroundings(environment)
  clock.now = around.now()
  const moved = { ...around, now: () => clock.now }
  const configured = {
    kind: 'github_app',
    appId: '12345',
    installationId: '67',
    secret: env('KEY'),
    api: github.api,
  } as const
  return { ...githubApp(configured, moved), around }
}
const token = (number: number) => `ghs_${number}_${'x'.repeat(20)}`
const seconds = () => Math.floor(clock.now / 1000)

test('a token is asked for as GitHub documents it, and for no more than is needed', async () => {
  expect(await app().open(fetched)).toEqual({
    credential: { kind: 'bearer', token: token(1) },
    expiresAt: clock.now + 3_600_000,
  })
  expect(github.requests).toEqual([
    {
      path: 'POST /api/v3/app/installations/67/access_tokens',
      headers: expect.objectContaining({
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        'user-agent': 'sallyport',
        'x-github-api-version': '2022-11-28',
      }),
      body: { repositories: ['shop'], permissions },
      jwt: { alg: 'RS256', typ: 'JWT', iss: '12345', iat: seconds() - 60, exp: seconds() + 540 },
    },
  ])
})

test('Git has the token as a password', async () => {
  const { credential } = await app().open({ ...fetched, connection: { ...fetched.connection, protocol: 'git' } })
  expect(credential).toEqual({ kind: 'basic', username: 'x-access-token', password: token(1) })
})

test('what is not to be narrowed is left out', async () => {
  const byId = {
    kind: 'github.unknown',
    access: 'execute',
    resource: '/',
    detail: { repository: '?', path: '/new' },
  } as const
  await app().open({ ...fetched, operations: [byId] })
  expect(github.requests.map(({ body }) => body)).toEqual([{}])
})

test('a token is asked for once for each need, however many wait', async () => {
  const { open } = app()
  const all = await Promise.all([...Array(200).fill(fetched), pushed].map((it) => open(it)))
  // They come on two connections, in either order.
  expect(github.requests).toHaveLength(2)
  expect(new Set(github.requests.map(({ body }) => body))).toEqual(
    new Set([
      { repositories: ['shop'], permissions },
      { repositories: ['shop'], permissions: { ...permissions, contents: 'write' } },
    ]),
  )
  expect(new Set(all.map(({ credential }) => (credential.kind === 'bearer' ? credential.token : '')))).toEqual(
    new Set([token(1), token(2)]),
  )
})

test.each([
  [
    422,
    '{"message":"The permissions requested are not granted to this installation."}',
    ': The permissions requested are not granted to this installation.',
  ],
  [500, '<html>', ''],
  [200, '{}', ''],
])('an answer of %i is no token', async (status, body, said) => {
  const { open } = app()
  github.answers.push({ status, body })
  await expect(open(fetched)).rejects.toEqual(
    fault('refused', `${github.api.host} gave no installation access token, and answered ${status}${said}`),
  )
})

test('a redirect is not followed: the app’s own token goes nowhere else', async () => {
  github.answers.push({ status: 307, headers: { location: `${github.api.origin}/elsewhere` }, body: '' })
  await expect(app().open(fetched)).rejects.toThrow('answered 307')
  expect(github.requests).toHaveLength(1)
})

test.each(['not JSON', '{"token":"a b","expires_at":"2026-01-01T00:00:00Z"}', '{"token":"ab"}'])(
  'an answer like %s is no token',
  async (body) => {
    github.answers.push({ status: 201, body })
    await expect(app().open(fetched)).rejects.toEqual(
      fault(USELESS, `${github.api.host} answered with something that is no installation access token`),
    )
  },
)

test('a key that is none is not repeated', async () => {
  await expect(app('hunter2').open(fetched)).rejects.toEqual(
    fault(MISCONFIGURED, "the app's private key is no private key in PEM"),
  )
  await expect(app('', {}).open(fetched)).rejects.toThrow('env:KEY is not set')
  expect(github.requests).toEqual([])
})

test('GitHub says which app that is, and where it is installed', async () => {
  const { open, whoAmI } = app()
  const opened = await open(fetched)
  github.answers.push({ status: 200, body: '{"slug":"shop-gate","account":{"login":"acme"}}' })
  github.answers.push({ status: 200, body: '{"slug":"shop-gate","account":{"login":"acme"}}' })
  expect(await whoAmI!(opened, AbortSignal.timeout(5_000))).toBe('the app shop-gate, installed at acme')
  expect(
    github.requests
      .slice(1)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['GET /api/v3/app', 'GET /api/v3/app/installations/67'])
})
