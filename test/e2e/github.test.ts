import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeGithub } from '../credentials/fake-github.ts'
import { type Gate, startGate } from './gate.ts'

const arrived: { request: string; authorization: string | undefined; body: string }[] = []
let app: Awaited<ReturnType<typeof startFakeGithub>>
let api: Server
let folder: string
let gate: Gate

beforeAll(async () => {
  app = await startFakeGithub(Date.now)
  api = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    arrived.push({ request: `${req.method} ${req.url}`, authorization: req.headers.authorization, body })
    res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
  }).listen(0, '127.0.0.1')
  await once(api, 'listening')
  folder = await mkdtemp(join(tmpdir(), 'sallyport-github-'))
  await writeFile(join(folder, 'app.pem'), app.privateKey)
  gate = await startGate({
    more: `  - name: github
    protocol: github
    upstream: http://127.0.0.1:${(api.address() as AddressInfo).port}
    credential:
      github_app: { app_id: 1, installation_id: 2, private_key: "file:${join(folder, 'app.pem')}", api: "${app.api.href}" }
approvals: { wait_seconds: 1, inline_seconds: 600 }
`,
  })
}, 60_000)

afterAll(async () => {
  await gate.close()
  await app.close()
  api.closeAllConnections()
  api.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(() => {
  arrived.length = 0
  app.requests.length = 0
})

async function call(token: string, method: string, path: string, body?: object) {
  const answer = await gate.request(`/c/github${path}`, token, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return { status: answer.status, ...((await answer.json()) as { message?: string; ok?: boolean }) }
}

const commit = (branch?: string) => ({ message: 'Change', content: 'aGk=', ...(branch && { branch }) })

test('a commit to a topic branch waits, unseen as it is; approved, it passes with a token for that repository and no more', async () => {
  const token = await gate.session({ run_id: '20' })
  const asked = Date.now()
  const held = await call(token, 'PUT', '/repos/acme/shop/contents/README.md', commit('agent/fix-1'))
  expect([held.status, held.message]).toEqual([403, expect.stringContaining('forge/unseen-contents')])
  await gate.people(`/approvals/${await gate.approvalSince(asked)}/votes`, { answer: 'approve' })
  expect(await call(token, 'PUT', '/repos/acme/shop/contents/README.md', commit('agent/fix-1'))).toEqual({
    status: 200,
    ok: true,
  })
  expect(app.requests.map(({ body }) => body)).toEqual([
    { repositories: ['shop'], permissions: { contents: 'write', metadata: 'read' } },
  ])
  expect(arrived).toEqual([
    {
      request: 'PUT /api/v3/repos/acme/shop/contents/README.md',
      authorization: `Bearer ghs_1_${'x'.repeat(20)}`,
      body: JSON.stringify(commit('agent/fix-1')),
    },
  ])
}, 60_000)

test.each([
  ['a commit to main', 'PUT', '/repos/acme/shop/contents/README.md', commit('main'), 'refs/heads/main of acme/shop'],
  [
    'a commit to whatever the default branch is',
    'PUT',
    '/repos/acme/shop/contents/README.md',
    commit(),
    'the default branch of acme/shop',
  ],
  [
    'a ref moved',
    'PATCH',
    '/repos/acme/shop/git/refs/heads/main',
    { sha: '2'.repeat(40) },
    'refs/heads/main of acme/shop',
  ],
  ['a merge', 'POST', '/repos/acme/shop/merges', { base: 'main', head: 'topic' }, 'refs/heads/main of acme/shop'],
  ['a merged pull request', 'PUT', '/repos/acme/shop/pulls/7/merge', {}, 'the base branch of pull request 7'],
  ['a release', 'POST', '/repos/acme/shop/releases', { tag_name: 'v1.0' }, 'refs/tags/v1.0 of acme/shop'],
])(
  '%s is held as a push to main is',
  async (_, method, path, body, what) => {
    const refused = await call(await gate.session({ run_id: '21' }), method, path, body)
    expect([refused.status, refused.message]).toEqual([403, expect.stringContaining('ERR_APPROVAL_PENDING')])
    expect(refused.message).toContain(what)
    expect([arrived, app.requests]).toEqual([[], []])
  },
  60_000,
)

test('an approved merge passes once', async () => {
  const token = await gate.session({ run_id: '22' })
  const merge = () => call(token, 'PUT', '/repos/acme/shop/pulls/8/merge', { merge_method: 'squash' })
  const { message } = await merge()
  const approval = /approval ([0-9a-f-]{36})/.exec(message!)![1]
  await gate.people(`/approvals/${approval}/votes`, { answer: 'approve' })
  expect(await merge()).toEqual({ status: 200, ok: true })
  expect(arrived.map(({ request }) => request)).toEqual(['PUT /api/v3/repos/acme/shop/pulls/8/merge'])
  expect((await merge()).message).toContain('ERR_APPROVAL_PENDING')
}, 60_000)

test.each([
  ['DELETE', '/repos/acme/shop/git/refs/heads/main', undefined, 'it may not be deleted'],
  ['PATCH', '/repos/acme/shop/git/refs/heads/main', { sha: '2'.repeat(40), force: true }, 'rewrites the history'],
  ['PUT', '/repos/acme/shop/branches/main/protection', {}, 'No rule permits github.protection'],
  ['PUT', '/repositories/1/contents/README.md', commit('topic'), 'is no call that Sallyport knows'],
  [
    'POST',
    '/graphql',
    { query: 'mutation { newMutation(input: {}) { id } }' },
    'GraphQL mutation newMutation is not known',
  ],
  ['POST', '/graphql', { query: 'mutation {' }, "The GraphQL document can't be read."],
])(
  '%s %s is refused in words',
  async (method, path, body, words) => {
    const refused = await call(await gate.session({ run_id: '23' }), method, path, body)
    expect([refused.status, refused.message]).toEqual([403, expect.stringContaining(words)])
    expect([arrived, app.requests]).toEqual([[], []])
  },
  60_000,
)

test('a pull request is opened, and read', async () => {
  const token = await gate.session({ run_id: '24' })
  expect(
    await call(token, 'POST', '/repos/acme/shop/pulls', { head: 'agent/fix-1', base: 'main', title: 'Fix' }),
  ).toEqual({ status: 200, ok: true })
  expect(await call(token, 'GET', '/repos/acme/shop/pulls?state=open')).toEqual({ status: 200, ok: true })
  expect(app.requests.map(({ body }) => body)).toEqual([
    { repositories: ['shop'], permissions: { metadata: 'read', pull_requests: 'write' } },
    { repositories: ['shop'], permissions: { metadata: 'read', pull_requests: 'read' } },
  ])
}, 60_000)
