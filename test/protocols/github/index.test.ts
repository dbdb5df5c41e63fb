import type { GatewayError } from '../../../src/core/errors.ts'
import { github } from '../../../src/protocols/github/index.ts'
import { asItIs, goldensOf } from '../goldens.ts'
import { connection, refusal, requestOf } from '../requests.ts'

const goldens = goldensOf('github', asItIs)

test.each(goldens.map(({ name, ...golden }) => [name, golden] as const))('%s', async (_, { request, expected }) => {
  const said = await github.normalise(request).catch(({ code, message }: GatewayError) => ({ code, message }))
  expect(said).toEqual(expected)
})

function target(upstream: string, path: string): string {
  const asked = { ...requestOf({ target: path }), connection: { ...connection, upstream: new URL(upstream) } }
  return github.authorise(asked, { kind: 'none' }, new Date(0)).target
}

test.each([
  ['https://api.github.com', '/repos/acme/shop?page=2', '/repos/acme/shop?page=2'],
  ['https://api.github.com', '/api/v3/repos/acme/shop', '/repos/acme/shop'],
  ['https://api.github.com', '/api/graphql', '/graphql'],
  [
    'https://uploads.github.com',
    '/repos/acme/shop/releases/3/assets?name=a',
    '/repos/acme/shop/releases/3/assets?name=a',
  ],
  ['https://forge.test', '/repos/acme/shop', '/api/v3/repos/acme/shop'],
  ['https://forge.test/', '/api/v3/repos/acme/shop', '/api/v3/repos/acme/shop'],
  ['https://forge.test', '/graphql', '/api/graphql'],
  ['https://forge.test', '/api/graphql', '/api/graphql'],
  ['https://forge.test/api/v3', '/repos/acme/shop', '/repos/acme/shop'],
  ['https://forge.test/api/v3', '/api/v3', '/'],
])('to %s, %s goes on as %s', (upstream, path, expected) => {
  expect(target(upstream, path)).toBe(expected)
})

test('an upstream that is REST alone has no GraphQL', () => {
  expect(() => target('https://forge.test/api/v3', '/graphql')).toThrow(
    "This connection's upstream has GitHub's REST API alone.",
  )
})

test('the credential is a bearer token in Authorization', () => {
  const { headers } = github.authorise(requestOf({ target: '/user' }), { kind: 'bearer', token: 't' }, new Date(0))
  expect(headers).toEqual([['authorization', 'Bearer t']])
})

test('pages lead through the gate, and redirects to other hosts end there', () => {
  const answer = (name: string, value: string) =>
    github.answer!({ status: 302, headers: [[name, value]] }, connection, 'https://gate.test/c/shop').headers
  expect(answer('link', '<https://git.test/base/repositories/1/issues?page=2>; rel="next"')).toEqual([
    ['link', '<https://gate.test/c/shop/repositories/1/issues?page=2>; rel="next"'],
  ])
  expect(answer('location', 'https://git.test/base/repositories/1')).toEqual([
    ['location', 'https://gate.test/c/shop/repositories/1'],
  ])
  expect(answer('location', 'https://codeload.test/acme/shop')).toEqual([])
})

test('an approval is bound to the target and the body', async () => {
  const request = requestOf({ method: 'PUT', target: '/repos/acme/shop/pulls/7/merge?x=1' })
  const operations = await github.normalise(request)
  expect(github.binds(request, operations)).toEqual({
    operations,
    target: '/repos/acme/shop/pulls/7/merge?x=1',
    body: true,
  })
})

test('a refusal has the fields that gh, octokit and GraphQL clients print', async () => {
  const answer = await github.refuse(requestOf({}), refusal)
  expect(answer.status).toBe(403)
  expect(JSON.parse(answer.body.toString())).toEqual({
    message: [
      'gate: ERR_DENIED: The policy refuses this.',
      'gate: git/protected-branches: main takes no direct push.',
      'gate: fix: Open a pull request.',
      'gate: exchange x-1',
    ].join('\n'),
    errors: [{ message: 'ERR_DENIED: The policy refuses this.', type: 'ERR_DENIED' }],
  })
})
