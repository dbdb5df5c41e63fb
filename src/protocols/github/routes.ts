import type { Call, Effect, Effects } from '../forge/effects.ts'
import type { Route } from '../forge/route.ts'

const FETCH: Effects = { does: 'fetch' }
const write = (to: string): Effects => ({ does: 'write', to })
const remove = (to: string): Effects => ({ does: 'delete', to })
const run = (to: string): Effects => ({ does: 'execute', to })
const grant = (to: string): Effects => ({ does: 'grant', to })

const REPO = '/repos/{owner}/{repo}'

const COMMIT: Effects = {
  does: 'push',
  ref: { branch: 'branch', otherwise: 'the default branch' },
  action: 'update',
  path: ['path'],
}

/** Calls that read what is in a repository, or change its refs, by "REST API endpoints for …" in GitHub's documentation. */
const GIT: readonly Route[] = [
  // repository contents
  ['GET', `${REPO}/contents`, FETCH],
  ['GET', `${REPO}/contents/{path...}`, FETCH],
  ['GET', `${REPO}/readme`, FETCH],
  ['GET', `${REPO}/readme/{path...}`, FETCH],
  ['GET', `${REPO}/tarball`, FETCH],
  ['GET', `${REPO}/tarball/{ref...}`, FETCH],
  ['GET', `${REPO}/zipball`, FETCH],
  ['GET', `${REPO}/zipball/{ref...}`, FETCH],
  ['PUT', `${REPO}/contents/{path...}`, COMMIT],
  ['DELETE', `${REPO}/contents/{path...}`, COMMIT],
  // commits
  ['GET', `${REPO}/commits`, FETCH],
  ['GET', `${REPO}/commits/{ref}`, FETCH],
  ['GET', `${REPO}/compare/{basehead...}`, FETCH],
  // Git database
  ['GET', `${REPO}/git/{path...}`, FETCH],
  ['POST', `${REPO}/git/blobs`, write('git_objects')],
  ['POST', `${REPO}/git/trees`, write('git_objects')],
  ['POST', `${REPO}/git/commits`, write('git_objects')],
  ['POST', `${REPO}/git/tags`, write('git_objects')],
  ['POST', `${REPO}/git/refs`, { does: 'push', ref: { ref: 'ref' }, action: 'create', new: 'sha', force: 'force' }],
  [
    'PATCH',
    `${REPO}/git/refs/{ref...}`,
    { does: 'push', ref: { belowRefs: 'ref' }, action: 'update', new: 'sha', force: 'force' },
  ],
  ['DELETE', `${REPO}/git/refs/{ref...}`, { does: 'remove', ref: { belowRefs: 'ref' } }],
  // branches
  ['POST', `${REPO}/merges`, { does: 'push', ref: { branch: 'base' }, action: 'update' }],
  ['POST', `${REPO}/merge-upstream`, { does: 'push', ref: { branch: 'branch' }, action: 'update' }],
  [
    'POST',
    `${REPO}/branches/{branch}/rename`,
    { does: 'remove', ref: { branch: 'branch' } },
    { does: 'push', ref: { branch: 'new_name' }, action: 'create' },
  ],
  // pull requests
  [
    'PUT',
    `${REPO}/pulls/{number}/merge`,
    { does: 'push', ref: { unnamed: 'the base branch of pull request {number}' }, action: 'update' },
  ],
  [
    'PUT',
    `${REPO}/pulls/{number}/update-branch`,
    { does: 'push', ref: { unnamed: 'the head branch of pull request {number}' }, action: 'update' },
  ],
  // releases
  ['POST', `${REPO}/releases`, { does: 'push', ref: { tag: 'tag_name' }, action: 'create' }, write('releases')],
  ['POST', `${REPO}/releases/generate-notes`, write('releases')],
  ['PATCH', `${REPO}/releases/{number}`, release, write('releases')],
  ['POST', `${REPO}/releases/{number}/assets`, write('assets')],
  ['PATCH', `${REPO}/releases/assets/{number}`, write('releases')],
  ['DELETE', `${REPO}/releases/assets/{number}`, remove('releases')],
  ['DELETE', `${REPO}/releases/{number}`, remove('releases')],
]

/** A draft makes its tag when it is published, and a release that is moved to another tag makes that one. */
function release(call: Call): readonly Effect[] {
  const moves = ['tag_name', 'target_commitish', 'draft'].some((name) => call.get(name) !== undefined)
  const ref = { tag: 'tag_name', otherwise: 'the tag of release {number}' }
  return moves ? [{ does: 'push', ref, action: 'create' }] : []
}

/** What people and agents write to each other. */
const TALK: readonly Route[] = [
  ['POST', `${REPO}/issues`, write('issues')],
  ['PATCH', `${REPO}/issues/{number}`, write('issues')],
  ['PUT', `${REPO}/issues/{number}/lock`, write('issues')],
  ['DELETE', `${REPO}/issues/{number}/lock`, write('issues')],
  ['POST', `${REPO}/issues/{number}/assignees`, write('issues')],
  ['DELETE', `${REPO}/issues/{number}/assignees`, write('issues')],
  ['POST', `${REPO}/issues/{number}/sub_issues`, write('issues')],
  ['DELETE', `${REPO}/issues/{number}/sub_issue`, write('issues')],
  ['PATCH', `${REPO}/issues/{number}/sub_issues/priority`, write('issues')],
  ['POST', `${REPO}/milestones`, write('issues')],
  ['PATCH', `${REPO}/milestones/{number}`, write('issues')],
  ['DELETE', `${REPO}/milestones/{number}`, remove('issues')],
  ['POST', `${REPO}/issues/{number}/comments`, write('comments')],
  ['PATCH', `${REPO}/issues/comments/{number}`, write('comments')],
  ['DELETE', `${REPO}/issues/comments/{number}`, remove('comments')],
  ['POST', `${REPO}/commits/{sha}/comments`, write('comments')],
  ['PATCH', `${REPO}/comments/{number}`, write('comments')],
  ['DELETE', `${REPO}/comments/{number}`, remove('comments')],
  ['POST', `${REPO}/pulls/{number}/comments`, write('comments')],
  ['POST', `${REPO}/pulls/{number}/comments/{comment_id}/replies`, write('comments')],
  ['PATCH', `${REPO}/pulls/comments/{number}`, write('comments')],
  ['DELETE', `${REPO}/pulls/comments/{number}`, remove('comments')],
  ['POST', `${REPO}/issues/{number}/reactions`, write('reactions')],
  ['DELETE', `${REPO}/issues/{number}/reactions/{reaction_id}`, write('reactions')],
  ['POST', `${REPO}/issues/comments/{number}/reactions`, write('reactions')],
  ['DELETE', `${REPO}/issues/comments/{number}/reactions/{reaction_id}`, write('reactions')],
  ['POST', `${REPO}/pulls/comments/{number}/reactions`, write('reactions')],
  ['DELETE', `${REPO}/pulls/comments/{number}/reactions/{reaction_id}`, write('reactions')],
  ['POST', `${REPO}/comments/{number}/reactions`, write('reactions')],
  ['DELETE', `${REPO}/comments/{number}/reactions/{reaction_id}`, write('reactions')],
  ['POST', `${REPO}/labels`, write('labels')],
  ['PATCH', `${REPO}/labels/{name}`, write('labels')],
  ['DELETE', `${REPO}/labels/{name}`, remove('labels')],
  ['POST', `${REPO}/issues/{number}/labels`, write('labels')],
  ['PUT', `${REPO}/issues/{number}/labels`, write('labels')],
  ['DELETE', `${REPO}/issues/{number}/labels`, write('labels')],
  ['DELETE', `${REPO}/issues/{number}/labels/{name}`, write('labels')],
  ['POST', `${REPO}/pulls`, write('pull_requests')],
  ['PATCH', `${REPO}/pulls/{number}`, write('pull_requests')],
  ['POST', `${REPO}/pulls/{number}/requested_reviewers`, write('reviews')],
  ['DELETE', `${REPO}/pulls/{number}/requested_reviewers`, write('reviews')],
  ['POST', `${REPO}/pulls/{number}/reviews`, review],
  ['POST', `${REPO}/pulls/{number}/reviews/{review_id}/events`, review],
  ['PUT', `${REPO}/pulls/{number}/reviews/{review_id}`, write('reviews')],
  ['DELETE', `${REPO}/pulls/{number}/reviews/{review_id}`, write('reviews')],
  // A review that asks for changes keeps a pull request from being merged.
  ['PUT', `${REPO}/pulls/{number}/reviews/{review_id}/dismissals`, grant('approvals')],
  ['POST', '/markdown', write('markdown')],
  ['POST', '/markdown/raw', write('markdown')],
]

/** Who approves lets a change be merged, as far as the repository's own protection goes. */
function review(call: Call): readonly Effect[] {
  const harmless = [undefined, null, '', 'COMMENT', 'REQUEST_CHANGES', 'PENDING']
  return [
    harmless.includes(call.get('event') as string)
      ? { does: 'write', to: 'reviews' }
      : { does: 'grant', to: 'approvals' },
  ]
}

/** What runs something. */
const RUNS: readonly Route[] = [
  ['POST', `${REPO}/actions/workflows/{workflow_id}/dispatches`, run('workflows')],
  ['POST', `${REPO}/dispatches`, run('workflows')],
  ['POST', `${REPO}/actions/runs/{number}/rerun`, run('workflows')],
  ['POST', `${REPO}/actions/runs/{number}/rerun-failed-jobs`, run('workflows')],
  ['POST', `${REPO}/actions/jobs/{number}/rerun`, run('workflows')],
  ['POST', `${REPO}/actions/runs/{number}/cancel`, run('workflows')],
  ['POST', `${REPO}/actions/runs/{number}/force-cancel`, run('workflows')],
  ['DELETE', `${REPO}/actions/runs/{number}`, remove('workflows')],
  ['DELETE', `${REPO}/actions/runs/{number}/logs`, remove('workflows')],
  ['DELETE', `${REPO}/actions/artifacts/{number}`, remove('workflows')],
  ['DELETE', `${REPO}/actions/caches`, remove('workflows')],
  ['DELETE', `${REPO}/actions/caches/{number}`, remove('workflows')],
  ['PUT', `${REPO}/actions/workflows/{workflow_id}/enable`, grant('settings')],
  ['PUT', `${REPO}/actions/workflows/{workflow_id}/disable`, grant('settings')],
  ['POST', `${REPO}/actions/runs/{number}/approve`, grant('approvals')],
  ['POST', `${REPO}/actions/runs/{number}/pending_deployments`, grant('approvals')],
  ['POST', `${REPO}/actions/runs/{number}/deployment_protection_rule`, grant('approvals')],
  ['POST', `${REPO}/check-runs/{number}/rerequest`, run('workflows')],
  ['POST', `${REPO}/check-suites/{number}/rerequest`, run('workflows')],
  ['POST', `${REPO}/deployments`, run('deployments')],
  ['DELETE', `${REPO}/deployments/{number}`, remove('deployments')],
  ['POST', `${REPO}/deployments/{number}/statuses`, run('deployments')],
  ['POST', `${REPO}/pages/builds`, run('deployments')],
  ['POST', `${REPO}/pages/deployments`, run('deployments')],
  // A protected branch may ask for these, so that who sets one says that a change may be merged.
  ['POST', `${REPO}/statuses/{sha}`, grant('statuses')],
  ['POST', `${REPO}/check-runs`, grant('statuses')],
  ['PATCH', `${REPO}/check-runs/{number}`, grant('statuses')],
  ['POST', `${REPO}/check-suites`, grant('statuses')],
]

/** What changes who may do what, a whole repository, or an account. */
const GRANTS: readonly Route[] = [
  ...(['POST', 'PUT', 'PATCH', 'DELETE'] as const).flatMap((method): Route[] => [
    [method, `${REPO}/branches/{branch}/protection`, grant('protection')],
    [method, `${REPO}/branches/{branch}/protection/{path...}`, grant('protection')],
    [method, `${REPO}/rulesets`, grant('protection')],
    [method, `${REPO}/rulesets/{path...}`, grant('protection')],
    [method, `${REPO}/tags/protection`, grant('protection')],
    [method, `${REPO}/tags/protection/{path...}`, grant('protection')],
    [method, `${REPO}/actions/secrets/{path...}`, grant('secrets')],
    [method, `${REPO}/actions/variables`, grant('secrets')],
    [method, `${REPO}/actions/variables/{path...}`, grant('secrets')],
    [method, `${REPO}/codespaces/secrets/{path...}`, grant('secrets')],
    [method, `${REPO}/dependabot/secrets/{path...}`, grant('secrets')],
    [method, `${REPO}/environments/{path...}`, grant('environments')],
    [method, `${REPO}/actions/runners`, grant('runners')],
    [method, `${REPO}/actions/runners/{path...}`, grant('runners')],
    [method, `${REPO}/actions/permissions`, grant('settings')],
    [method, `${REPO}/actions/permissions/{path...}`, grant('settings')],
    [method, `${REPO}/actions/oidc/{path...}`, grant('settings')],
    [method, `${REPO}/keys`, grant('keys')],
    [method, `${REPO}/keys/{path...}`, grant('keys')],
    [method, `${REPO}/hooks`, grant('hooks')],
    [method, `${REPO}/hooks/{path...}`, grant('hooks')],
    [method, `${REPO}/collaborators/{path...}`, grant('members')],
    [method, `${REPO}/invitations/{path...}`, grant('members')],
    [method, `${REPO}/pages`, grant('settings')],
    [method, `${REPO}/autolinks`, grant('settings')],
    [method, `${REPO}/autolinks/{path...}`, grant('settings')],
    [method, `${REPO}/topics`, grant('settings')],
    [method, `${REPO}/properties/values`, grant('settings')],
    [method, `${REPO}/interaction-limits`, grant('settings')],
    [method, `${REPO}/vulnerability-alerts`, grant('settings')],
    [method, `${REPO}/automated-security-fixes`, grant('settings')],
    [method, `${REPO}/private-vulnerability-reporting`, grant('settings')],
    [method, `${REPO}/code-scanning/{path...}`, grant('alerts')],
    [method, `${REPO}/secret-scanning/{path...}`, grant('alerts')],
    [method, `${REPO}/dependabot/alerts/{path...}`, grant('alerts')],
    [method, `${REPO}/attestations`, grant('alerts')],
    [method, '/orgs/{org}', grant('settings')],
    [method, '/orgs/{org}/actions/{path...}', grant('secrets')],
    [method, '/orgs/{org}/dependabot/{path...}', grant('secrets')],
    [method, '/orgs/{org}/hooks', grant('hooks')],
    [method, '/orgs/{org}/hooks/{path...}', grant('hooks')],
    [method, '/orgs/{org}/rulesets', grant('protection')],
    [method, '/orgs/{org}/rulesets/{path...}', grant('protection')],
    [method, '/orgs/{org}/members/{path...}', grant('members')],
    [method, '/orgs/{org}/memberships/{path...}', grant('members')],
    [method, '/orgs/{org}/invitations', grant('members')],
    [method, '/orgs/{org}/teams', grant('members')],
    [method, '/orgs/{org}/teams/{path...}', grant('members')],
    [method, '/teams/{path...}', grant('members')],
    [method, '/user', grant('account')],
    [method, '/user/keys', grant('account')],
    [method, '/user/keys/{path...}', grant('account')],
    [method, '/user/gpg_keys', grant('account')],
    [method, '/user/gpg_keys/{path...}', grant('account')],
    [method, '/user/ssh_signing_keys', grant('account')],
    [method, '/user/ssh_signing_keys/{path...}', grant('account')],
    [method, '/user/emails', grant('account')],
    [method, '/authorizations', grant('account')],
    [method, '/authorizations/{path...}', grant('account')],
    [method, '/applications/{path...}', grant('account')],
    [method, '/app/{path...}', grant('account')],
    [method, '/admin/{path...}', grant('account')],
  ]),
  ['PATCH', REPO, grant('settings')],
  ['POST', `${REPO}/transfer`, grant('settings')],
  ['DELETE', REPO, remove('repositories')],
  ['POST', '/user/repos', write('repositories')],
  ['POST', '/orgs/{org}/repos', write('repositories')],
  ['POST', `${REPO}/generate`, write('repositories')],
  ['POST', `${REPO}/forks`, write('forks')],
  ['POST', '/gists', write('gists')],
  ['PATCH', '/gists/{gist_id}', write('gists')],
  ['DELETE', '/gists/{gist_id}', remove('gists')],
  ['POST', '/gists/{gist_id}/forks', write('gists')],
  ['POST', '/gists/{gist_id}/comments', write('gists')],
]

/** GitHub's REST API as far as it changes something or hands out what is in a repository. Anything else only reads, or isn't known. */
export const routes: readonly Route[] = [...GIT, ...TALK, ...RUNS, ...GRANTS]
