import type { Json } from '../../src/core/json.ts'
import type { Access, Operation } from '../../src/core/operation.ts'
import { tokenScope } from '../../src/credentials/github-permissions.ts'

const operation = (kind: string, access: Access, detail: Json): Operation => ({ kind, access, resource: '/', detail })
const repository = 'acme/shop'
const push = (more: object = {}) => operation('git.push', 'write', { repository, ref: 'refs/heads/topic', ...more })
const call = (subject: string, access: Access, path: string) =>
  operation(`github.${subject}`, access, { repository, via: `github.POST ${path}`, path })

const changes = (...paths: string[]) => ({ inspection: { changes: paths.map((path) => ({ path })) } })

test.each<[string, Operation, object]>([
  ['a fetch', operation('git.fetch', 'read', { repository }), { contents: 'read' }],
  ['what precedes a push', operation('git.push.advertise', 'read', { repository }), { contents: 'read' }],
  ['a push', push(), { contents: 'write' }],
  ['a delete', operation('git.delete', 'delete', { repository }), { contents: 'write' }],
  ['a push of other files', push(changes('src/.github/workflows/a.yml')), { contents: 'write' }],
  ['a push of workflows', push(changes('a', '.github/workflows/a.yml')), { contents: 'write', workflows: 'write' }],
  ['a commit of workflows', push({ paths: ['.github/workflows/a.yml'] }), { contents: 'write', workflows: 'write' }],
  [
    'a merge',
    push({ via: 'github.PUT /repos/{owner}/{repo}/pulls/{number}/merge' }),
    { contents: 'write', pull_requests: 'write' },
  ],
  ['reading issues', call('read', 'read', '/repos/acme/shop/issues'), { issues: 'read' }],
  ['reading runs', call('read', 'read', '/repos/acme/shop/actions/runs'), { actions: 'read' }],
  ['reading anything else', call('read', 'read', '/repos/acme/shop/labels'), { contents: 'read' }],
  ['a comment on an issue', call('comments', 'write', '/repos/acme/shop/issues/5/comments'), { issues: 'write' }],
  ['a comment on a change', call('comments', 'write', '/repos/acme/shop/pulls/7/comments'), { pull_requests: 'write' }],
  ['a secret', call('secrets', 'grant', '/repos/acme/shop/actions/secrets/TOKEN'), { secrets: 'write' }],
  [
    'starting a run',
    call('workflows', 'execute', '/repos/acme/shop/actions/workflows/9/dispatches'),
    { actions: 'write' },
  ],
  ['a dispatch', call('workflows', 'execute', '/repos/acme/shop/dispatches'), { contents: 'write' }],
  ['a status', call('statuses', 'grant', '/repos/acme/shop/statuses/1'), { statuses: 'write' }],
  ['an approved run', call('approvals', 'grant', '/repos/acme/shop/actions/runs/1/approve'), { actions: 'write' }],
])('%s', (_, asked, permissions) => {
  expect(tokenScope([asked])).toEqual({ repositories: ['shop'], permissions: { metadata: 'read', ...permissions } })
})

test('of several operations, all of them and the most of each', () => {
  const read = operation('git.fetch', 'read', { repository: 'acme/tools' })
  expect(tokenScope([push(), read, call('issues', 'write', '/repos/acme/shop/issues')])).toEqual({
    repositories: ['shop', 'tools'],
    permissions: { contents: 'write', issues: 'write', metadata: 'read' },
  })
})

test('what can’t be told isn’t narrowed', () => {
  const byId = operation('git.push', 'write', { repository: '?', ref: '?', via: 'github.GraphQL mergePullRequest' })
  expect(tokenScope([byId])).toEqual({
    repositories: null,
    permissions: { contents: 'write', metadata: 'read', pull_requests: 'write' },
  })
  expect(tokenScope([call('unknown', 'execute', '/repos/acme/shop/new')])).toEqual({
    repositories: ['shop'],
    permissions: null,
  })
  const comment = operation('github.comments', 'write', { repository: null, path: '/graphql#addComment' })
  expect(tokenScope([comment])).toEqual({
    repositories: null,
    permissions: { issues: 'write', metadata: 'read', pull_requests: 'write' },
  })
})
