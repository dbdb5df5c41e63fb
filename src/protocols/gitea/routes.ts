import type { Call, Effect } from '../forge/effects.ts'
import type { Route } from '../forge/route.ts'
import { changes, deletes, FETCH, grant, moves, read, remove, run, write } from '../forge/table.ts'

const REPO = '/repos/{owner}/{repo}'

/** Calls that read what is in a repository, or change its refs, by the API's own reference (`/api/swagger`). */
const GIT: readonly Route[] = [
  ['GET', `${REPO}/contents`, FETCH],
  ['GET', `${REPO}/contents/{path...}`, FETCH],
  ['GET', `${REPO}/contents-ext/{path...}`, FETCH],
  ['GET', `${REPO}/file-contents`, FETCH],
  ['POST', `${REPO}/file-contents`, FETCH],
  ['GET', `${REPO}/raw/{path...}`, FETCH],
  ['GET', `${REPO}/media/{path...}`, FETCH],
  ['GET', `${REPO}/archive/{path...}`, FETCH],
  ['GET', `${REPO}/git/{path...}`, FETCH],
  ['GET', `${REPO}/commits`, FETCH],
  ['GET', `${REPO}/compare/{path...}`, FETCH],
  ['POST', `${REPO}/contents`, commit],
  ['POST', `${REPO}/contents/{path...}`, commit],
  ['PUT', `${REPO}/contents/{path...}`, commit],
  ['DELETE', `${REPO}/contents/{path...}`, commit],
  ['POST', `${REPO}/diffpatch`, patch],
  ['POST', `${REPO}/branches`, { does: 'push', ref: { branch: 'new_branch_name' }, action: 'create' }],
  [
    'PUT',
    `${REPO}/branches/{branch...}`,
    { does: 'push', ref: { branch: 'branch' }, action: 'update', new: 'new_commit_id', force: 'force' },
  ],
  [
    'PATCH',
    `${REPO}/branches/{branch...}`,
    deletes({ branch: 'branch' }),
    { does: 'push', ref: { branch: 'name' }, action: 'create' },
  ],
  ['DELETE', `${REPO}/branches/{branch...}`, deletes({ branch: 'branch' })],
  ['POST', `${REPO}/tags`, { does: 'push', ref: { tag: 'tag_name' }, action: 'create' }],
  ['DELETE', `${REPO}/tags/{tag...}`, deletes({ tag: 'tag' })],
  ['POST', `${REPO}/git/notes/{sha}`, moves('the notes of commits (refs/notes/commits)')],
  ['DELETE', `${REPO}/git/notes/{sha}`, moves('the notes of commits (refs/notes/commits)')],
  ['POST', `${REPO}/pulls/{number}/merge`, moves('the base branch of pull request {number}')],
  ['DELETE', `${REPO}/pulls/{number}/merge`, write('pull_requests')],
  ['POST', `${REPO}/pulls/{number}/update`, moves('the head branch of pull request {number}')],
  ['POST', `${REPO}/merge-upstream`, { does: 'push', ref: { branch: 'branch' }, action: 'update' }],
  ['POST', `${REPO}/sync_fork`, moves('the default branch')],
  ['POST', `${REPO}/sync_fork/{branch...}`, { does: 'push', ref: { branch: 'branch' }, action: 'update' }],
  ['POST', `${REPO}/mirror-sync`, moves('every ref of the mirrored repository')],
  ['POST', `${REPO}/releases`, { does: 'push', ref: { tag: 'tag_name' }, action: 'create' }, write('releases')],
  ['PATCH', `${REPO}/releases/{number}`, release, write('releases')],
  ['DELETE', `${REPO}/releases/{number}`, remove('releases')],
  ['DELETE', `${REPO}/releases/tags/{tag}`, remove('releases')],
  ['POST', `${REPO}/releases/{number}/assets`, write('assets')],
  ['PATCH', `${REPO}/releases/{number}/assets/{attachment_id}`, write('releases')],
  ['DELETE', `${REPO}/releases/{number}/assets/{attachment_id}`, remove('releases')],
]

/** Where a commit goes: to a new branch, where the call names one. */
function target(call: Call): Effect & { readonly does: 'push' } {
  const created = [undefined, null, ''].every((none) => call.get('new_branch') !== none)
  if (created) return { does: 'push', ref: { branch: 'new_branch' }, action: 'create' }
  return { does: 'push', ref: { branch: 'branch', otherwise: 'the default branch' }, action: 'update' }
}

function commit(call: Call): readonly Effect[] {
  return [{ ...target(call), path: ['path', 'from_path', 'files[].path', 'files[].from_path'] }]
}

function patch(call: Call): readonly Effect[] {
  return [target(call)]
}

function release(call: Call): readonly Effect[] {
  const moved = ['tag_name', 'target_commitish', 'draft'].some((name) => call.get(name) !== undefined)
  return moved
    ? [{ does: 'push', ref: { tag: 'tag_name', otherwise: 'the tag of release {number}' }, action: 'create' }]
    : []
}

/** What people and agents write to each other. */
const TALK: readonly Route[] = [
  ['POST', `${REPO}/issues`, write('issues')],
  ['PATCH', `${REPO}/issues/{number}`, write('issues')],
  ['DELETE', `${REPO}/issues/{number}`, remove('issues')],
  ['POST', `${REPO}/issues/{number}/deadline`, write('issues')],
  ['POST', `${REPO}/milestones`, write('issues')],
  ['PATCH', `${REPO}/milestones/{id}`, write('issues')],
  ['POST', `${REPO}/issues/{number}/comments`, write('comments')],
  ['PATCH', `${REPO}/issues/comments/{number}`, write('comments')],
  ['DELETE', `${REPO}/issues/comments/{number}`, remove('comments')],
  ['POST', `${REPO}/issues/{number}/reactions`, write('reactions')],
  ['DELETE', `${REPO}/issues/{number}/reactions`, write('reactions')],
  ['POST', `${REPO}/issues/comments/{number}/reactions`, write('reactions')],
  ['DELETE', `${REPO}/issues/comments/{number}/reactions`, write('reactions')],
  ['POST', `${REPO}/labels`, write('labels')],
  ['PATCH', `${REPO}/labels/{number}`, write('labels')],
  ['DELETE', `${REPO}/labels/{number}`, remove('labels')],
  ['POST', `${REPO}/issues/{number}/labels`, write('labels')],
  ['PUT', `${REPO}/issues/{number}/labels`, write('labels')],
  ['DELETE', `${REPO}/issues/{number}/labels`, write('labels')],
  ['DELETE', `${REPO}/issues/{number}/labels/{label}`, write('labels')],
  ['POST', `${REPO}/pulls`, write('pull_requests')],
  ['PATCH', `${REPO}/pulls/{number}`, write('pull_requests')],
  ['POST', `${REPO}/pulls/{number}/requested_reviewers`, write('reviews')],
  ['DELETE', `${REPO}/pulls/{number}/requested_reviewers`, write('reviews')],
  ['POST', `${REPO}/pulls/{number}/reviews`, review],
  ['POST', `${REPO}/pulls/{number}/reviews/{review_id}`, review],
  ['DELETE', `${REPO}/pulls/{number}/reviews/{review_id}`, remove('approvals')],
  ['POST', `${REPO}/pulls/{number}/reviews/{review_id}/dismissals`, grant('approvals')],
  ['POST', `${REPO}/pulls/{number}/reviews/{review_id}/undismissals`, grant('approvals')],
  ['POST', '/markdown', write('markdown')],
  ['POST', '/markup', write('markdown')],
]

function review(call: Call): readonly Effect[] {
  const harmless = [undefined, null, '', 'COMMENT', 'REQUEST_CHANGES', 'PENDING', 'REQUEST_REVIEW']
  return [harmless.includes(call.get('event') as string) ? write('reviews') : grant('approvals')]
}

/** What runs something, or says that something may be merged. */
const RUNS: readonly Route[] = [
  ['POST', `${REPO}/actions/workflows/{workflow_id}/dispatches`, run('workflows')],
  ['PUT', `${REPO}/actions/workflows/{workflow_id}/enable`, grant('settings')],
  ['PUT', `${REPO}/actions/workflows/{workflow_id}/disable`, grant('settings')],
  ['POST', `${REPO}/actions/runs/{number}/rerun`, run('workflows')],
  ['DELETE', `${REPO}/actions/runs/{number}`, remove('workflows')],
  ['DELETE', `${REPO}/actions/artifacts/{number}`, remove('workflows')],
  ['POST', `${REPO}/statuses/{sha}`, grant('statuses')],
]

/** What changes who may do what, a whole repository, or an account. */
const GRANTS: readonly Route[] = [
  ['GET', `${REPO}/actions/variables`, read('secrets')],
  ['GET', `${REPO}/actions/variables/{name}`, read('secrets')],
  ['GET', `${REPO}/actions/runners/registration-token`, read('secrets')],
  ['GET', '/orgs/{org}/actions/runners/registration-token', read('secrets')],
  ['GET', '/user/actions/runners/registration-token', read('secrets')],
  ['GET', '/admin/runners/registration-token', read('secrets')],
  ['GET', '/admin/actions/runners/registration-token', read('secrets')],
  ...changes(`${REPO}/branch_protections`, grant('protection')),
  ...changes(`${REPO}/tag_protections`, grant('protection')),
  ...changes(`${REPO}/actions/secrets`, grant('secrets'), 'below'),
  ...changes(`${REPO}/actions/variables`, grant('secrets'), 'below'),
  ...changes(`${REPO}/actions/runners`, grant('runners')),
  ...changes(`${REPO}/keys`, grant('keys')),
  ...changes(`${REPO}/hooks`, grant('hooks')),
  ...changes(`${REPO}/push_mirrors`, grant('hooks')),
  ['POST', `${REPO}/push_mirrors-sync`, grant('hooks')],
  ...changes(`${REPO}/collaborators`, grant('members'), 'below'),
  ...changes(`${REPO}/teams`, grant('members'), 'below'),
  ...changes(`${REPO}/topics`, grant('settings')),
  ...changes(`${REPO}/avatar`, grant('settings'), 'alone'),
  ...changes(`${REPO}/wiki`, write('wikis')),
  ['PATCH', REPO, grant('settings')],
  ...changes(`${REPO}/transfer`, grant('settings')),
  ['DELETE', REPO, remove('repositories')],
  ['POST', '/user/repos', write('repositories')],
  ['POST', '/orgs/{org}/repos', write('repositories')],
  ['POST', '/repos/migrate', write('repositories')],
  ['POST', `${REPO}/generate`, write('repositories')],
  ['POST', `${REPO}/forks`, write('forks')],
  ...changes('/orgs', grant('settings')),
  ...changes('/teams', grant('members'), 'below'),
  ...changes('/user', grant('account'), 'below'),
  ...changes('/users', grant('account'), 'below'),
  ...changes('/admin', grant('account'), 'below'),
]

/** Gitea's and Forgejo's API as far as it changes something or hands out more than pages show. Anything else only reads, or isn't known. */
export const routes: readonly Route[] = [...GIT, ...TALK, ...RUNS, ...GRANTS]
