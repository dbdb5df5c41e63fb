import type { Call, Effect, Effects } from '../forge/effects.ts'
import type { Route } from '../forge/route.ts'
import { changes, deletes, FETCH, grant, moves, remove, run, write } from '../forge/table.ts'

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
  ['DELETE', `${REPO}/git/refs/{ref...}`, deletes({ belowRefs: 'ref' })],
  // branches
  ['POST', `${REPO}/merges`, { does: 'push', ref: { branch: 'base' }, action: 'update' }],
  ['POST', `${REPO}/merge-upstream`, { does: 'push', ref: { branch: 'branch' }, action: 'update' }],
  [
    'POST',
    `${REPO}/branches/{branch}/rename`,
    deletes({ branch: 'branch' }),
    { does: 'push', ref: { branch: 'new_name' }, action: 'create' },
  ],
  // pull requests
  ['PUT', `${REPO}/pulls/{number}/merge`, moves('the base branch of pull request {number}')],
  ['PUT', `${REPO}/pulls/{number}/update-branch`, moves('the head branch of pull request {number}')],
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
  ...changes(`${REPO}/branches/{branch}/protection`, grant('protection')),
  ...changes(`${REPO}/rulesets`, grant('protection')),
  ...changes(`${REPO}/tags/protection`, grant('protection')),
  ...changes(`${REPO}/actions/secrets`, grant('secrets'), 'below'),
  ...changes(`${REPO}/actions/variables`, grant('secrets')),
  ...changes(`${REPO}/codespaces/secrets`, grant('secrets'), 'below'),
  ...changes(`${REPO}/dependabot/secrets`, grant('secrets'), 'below'),
  ...changes(`${REPO}/environments`, grant('environments'), 'below'),
  ...changes(`${REPO}/actions/runners`, grant('runners')),
  ...changes(`${REPO}/actions/permissions`, grant('settings')),
  ...changes(`${REPO}/actions/oidc`, grant('settings'), 'below'),
  ...changes(`${REPO}/keys`, grant('keys')),
  ...changes(`${REPO}/hooks`, grant('hooks')),
  ...changes(`${REPO}/collaborators`, grant('members'), 'below'),
  ...changes(`${REPO}/invitations`, grant('members'), 'below'),
  ...changes(`${REPO}/pages`, grant('settings'), 'alone'),
  ...changes(`${REPO}/autolinks`, grant('settings')),
  ...changes(`${REPO}/topics`, grant('settings'), 'alone'),
  ...changes(`${REPO}/properties/values`, grant('settings'), 'alone'),
  ...changes(`${REPO}/interaction-limits`, grant('settings'), 'alone'),
  ...changes(`${REPO}/vulnerability-alerts`, grant('settings'), 'alone'),
  ...changes(`${REPO}/automated-security-fixes`, grant('settings'), 'alone'),
  ...changes(`${REPO}/private-vulnerability-reporting`, grant('settings'), 'alone'),
  ...changes(`${REPO}/code-scanning`, grant('alerts'), 'below'),
  ...changes(`${REPO}/secret-scanning`, grant('alerts'), 'below'),
  ...changes(`${REPO}/dependabot/alerts`, grant('alerts'), 'below'),
  ...changes(`${REPO}/attestations`, grant('alerts'), 'alone'),
  ...changes('/orgs/{org}', grant('settings'), 'alone'),
  ...changes('/orgs/{org}/actions', grant('secrets'), 'below'),
  ...changes('/orgs/{org}/dependabot', grant('secrets'), 'below'),
  ...changes('/orgs/{org}/hooks', grant('hooks')),
  ...changes('/orgs/{org}/rulesets', grant('protection')),
  ...changes('/orgs/{org}/members', grant('members'), 'below'),
  ...changes('/orgs/{org}/memberships', grant('members'), 'below'),
  ...changes('/orgs/{org}/invitations', grant('members'), 'alone'),
  ...changes('/orgs/{org}/teams', grant('members')),
  ...changes('/teams', grant('members'), 'below'),
  ...changes('/user', grant('account'), 'alone'),
  ...changes('/user/keys', grant('account')),
  ...changes('/user/gpg_keys', grant('account')),
  ...changes('/user/ssh_signing_keys', grant('account')),
  ...changes('/user/emails', grant('account'), 'alone'),
  ...changes('/authorizations', grant('account')),
  ...changes('/applications', grant('account'), 'below'),
  ...changes('/app', grant('account'), 'below'),
  ...changes('/admin', grant('account'), 'below'),
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
