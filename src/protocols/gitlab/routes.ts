import type { Call, Effect, Effects } from '../forge/effects.ts'
import type { Route } from '../forge/route.ts'
import { changes, deletes, FETCH, grant, moves, read, remove, run, write } from '../forge/table.ts'
import { quickActions } from './quick-actions.ts'

const PROJECT = '/projects/{project}'
const REPOSITORY = `${PROJECT}/repository`
const MERGE_REQUEST = `${PROJECT}/merge_requests/{number}`

const FILE: Effect = { does: 'push', ref: { branch: 'branch' }, action: 'update', path: ['file_path'] }

/** Calls that read what is in a repository, or change its refs, by the REST API's pages on repositories, commits, branches, tags and merge requests. */
const GIT: readonly Route[] = [
  ['GET', `${REPOSITORY}/{path...}`, FETCH],
  ['POST', `${REPOSITORY}/commits`, commit],
  ['POST', `${REPOSITORY}/files/{file_path}`, FILE],
  ['PUT', `${REPOSITORY}/files/{file_path}`, FILE],
  ['DELETE', `${REPOSITORY}/files/{file_path}`, FILE],
  ['PUT', `${REPOSITORY}/submodules/{submodule}`, { ...FILE, path: ['submodule'] }],
  ['POST', `${REPOSITORY}/commits/{sha}/cherry_pick`, { does: 'push', ref: { branch: 'branch' }, action: 'update' }],
  ['POST', `${REPOSITORY}/commits/{sha}/revert`, { does: 'push', ref: { branch: 'branch' }, action: 'update' }],
  ['POST', `${REPOSITORY}/changelog`, changelog],
  ['POST', `${REPOSITORY}/branches`, { does: 'push', ref: { branch: 'branch' }, action: 'create' }],
  ['DELETE', `${REPOSITORY}/branches/{branch}`, deletes({ branch: 'branch' })],
  ['DELETE', `${REPOSITORY}/merged_branches`, deletes({ unnamed: 'every branch that is merged and not protected' })],
  ['POST', `${REPOSITORY}/tags`, { does: 'push', ref: { tag: 'tag_name' }, action: 'create' }],
  ['DELETE', `${REPOSITORY}/tags/{tag_name}`, deletes({ tag: 'tag_name' })],
  ['POST', `${PROJECT}/releases`, { does: 'push', ref: { tag: 'tag_name' }, action: 'create' }, write('releases')],
  ['PUT', `${PROJECT}/releases/{tag_name}`, write('releases')],
  ['DELETE', `${PROJECT}/releases/{tag_name}`, remove('releases')],
  ...changes(`${PROJECT}/releases/{tag_name}/assets/links`, write('assets')),
  ['PUT', `${MERGE_REQUEST}/merge`, moves('the target branch of merge request {number}')],
  ['PUT', `${MERGE_REQUEST}/rebase`, moves('the source branch of merge request {number}')],
  ['POST', `${PROJECT}/merge_trains/merge_requests/{number}`, moves('the target branch of merge request {number}')],
  ['POST', `${PROJECT}/mirror/pull`, moves('every ref of the mirrored repository')],
]

/** `force` and `start_branch` may make the branch anew from elsewhere. */
function commit(call: Call): readonly Effect[] {
  const path = ['actions[].file_path', 'actions[].previous_path']
  const created = [undefined, null, ''].every((none) => call.get('start_branch') !== none) ? 'create' : 'update'
  return [{ does: 'push', ref: { branch: 'branch' }, action: created, force: 'force', path }]
}

function changelog(call: Call): readonly Effect[] {
  const file = call.get('file') === undefined ? {} : { path: ['file'] }
  return [{ does: 'push', ref: { branch: 'branch', otherwise: 'the default branch' }, action: 'update', ...file }]
}

const spoken = (to: string): readonly [Effects, Effects] => [write(to), quickActions]

/** What people and agents write to each other. Its text may hold commands. */
const TALK: readonly Route[] = [
  ['POST', `${PROJECT}/issues`, ...spoken('issues')],
  ['PUT', `${PROJECT}/issues/{number}`, ...spoken('issues')],
  ['DELETE', `${PROJECT}/issues/{number}`, remove('issues')],
  ['POST', `${PROJECT}/issues/{number}/links`, write('issues')],
  ['DELETE', `${PROJECT}/issues/{number}/links/{link_id}`, write('issues')],
  ['POST', `${PROJECT}/milestones`, write('issues')],
  ['PUT', `${PROJECT}/milestones/{number}`, write('issues')],
  ['POST', `${PROJECT}/labels`, write('labels')],
  ['PUT', `${PROJECT}/labels/{label}`, write('labels')],
  ['DELETE', `${PROJECT}/labels/{label}`, remove('labels')],
  ['POST', `${PROJECT}/merge_requests`, ...spoken('pull_requests')],
  ['PUT', MERGE_REQUEST, ...spoken('pull_requests')],
  ['DELETE', MERGE_REQUEST, remove('pull_requests')],
  ['POST', `${MERGE_REQUEST}/cancel_merge_when_pipeline_succeeds`, write('pull_requests')],
  ...[`${PROJECT}/issues/{number}`, MERGE_REQUEST, `${PROJECT}/snippets/{number}`].flatMap((on): Route[] => [
    ['POST', `${on}/notes`, ...spoken('comments')],
    ['PUT', `${on}/notes/{note_id}`, ...spoken('comments')],
    ['DELETE', `${on}/notes/{note_id}`, remove('comments')],
    ['POST', `${on}/discussions`, ...spoken('comments')],
    ['PUT', `${on}/discussions/{discussion_id}`, write('comments')],
    ['POST', `${on}/discussions/{discussion_id}/notes`, ...spoken('comments')],
    ['PUT', `${on}/discussions/{discussion_id}/notes/{note_id}`, ...spoken('comments')],
    ['DELETE', `${on}/discussions/{discussion_id}/notes/{note_id}`, remove('comments')],
    ['POST', `${on}/award_emoji`, write('reactions')],
    ['DELETE', `${on}/award_emoji/{award_id}`, write('reactions')],
  ]),
  ['POST', `${MERGE_REQUEST}/draft_notes`, ...spoken('reviews')],
  ['PUT', `${MERGE_REQUEST}/draft_notes/{draft_id}`, ...spoken('reviews')],
  ['PUT', `${MERGE_REQUEST}/draft_notes/{draft_id}/publish`, write('reviews')],
  ['POST', `${MERGE_REQUEST}/draft_notes/bulk_publish`, ...spoken('reviews')],
  ['POST', `${REPOSITORY}/commits/{sha}/comments`, ...spoken('comments')],
  ['POST', `${REPOSITORY}/commits/{sha}/discussions`, ...spoken('comments')],
  ['POST', `${REPOSITORY}/commits/{sha}/discussions/{discussion_id}/notes`, ...spoken('comments')],
  ['POST', '/markdown', write('markdown')],
]

/** What runs something, or says that something may be merged. */
const RUNS: readonly Route[] = [
  ['POST', `${PROJECT}/pipeline`, run('workflows')],
  ['POST', `${PROJECT}/pipelines/{number}/retry`, run('workflows')],
  ['POST', `${PROJECT}/pipelines/{number}/cancel`, run('workflows')],
  ['DELETE', `${PROJECT}/pipelines/{number}`, remove('workflows')],
  ['POST', `${MERGE_REQUEST}/pipelines`, run('workflows')],
  ['POST', `${PROJECT}/trigger/pipeline`, run('workflows')],
  ['POST', `${PROJECT}/ref/{ref}/trigger/pipeline`, run('workflows')],
  ['POST', `${PROJECT}/jobs/{number}/play`, run('workflows')],
  ['POST', `${PROJECT}/jobs/{number}/retry`, run('workflows')],
  ['POST', `${PROJECT}/jobs/{number}/cancel`, run('workflows')],
  ['POST', `${PROJECT}/jobs/{number}/erase`, remove('workflows')],
  ['DELETE', `${PROJECT}/jobs/{number}/artifacts`, remove('workflows')],
  ['DELETE', `${PROJECT}/artifacts`, remove('workflows')],
  ...changes(`${PROJECT}/pipeline_schedules`, run('workflows')),
  ['POST', `${PROJECT}/deployments`, run('deployments')],
  ['PUT', `${PROJECT}/deployments/{number}`, run('deployments')],
  ['DELETE', `${PROJECT}/deployments/{number}`, remove('deployments')],
  ['POST', `${PROJECT}/deployments/{number}/approval`, grant('approvals')],
  ['POST', `${PROJECT}/environments/{number}/stop`, run('deployments')],
  ['POST', `${PROJECT}/statuses/{sha}`, grant('statuses')],
  ['POST', `${MERGE_REQUEST}/approve`, grant('approvals')],
  ['POST', `${MERGE_REQUEST}/unapprove`, grant('approvals')],
  ['PUT', `${MERGE_REQUEST}/reset_approvals`, grant('approvals')],
  ...changes(`${MERGE_REQUEST}/approvals`, grant('approvals')),
  ...changes(`${MERGE_REQUEST}/approval_rules`, grant('approvals')),
]

/** What hands out secrets, or changes who may do what, a whole project, or an account. */
const GRANTS: readonly Route[] = [
  ...[PROJECT, '/groups/{group}', '/admin/ci'].flatMap((at): Route[] => [
    ['GET', `${at}/variables`, read('secrets')],
    ['GET', `${at}/variables/{key}`, read('secrets')],
    ...changes(`${at}/variables`, grant('secrets')),
  ]),
  ['GET', `${PROJECT}/pipelines/{number}/variables`, read('secrets')],
  ['GET', `${PROJECT}/pipeline_schedules/{number}`, read('secrets')],
  ['GET', `${PROJECT}/triggers`, read('secrets')],
  ['GET', `${PROJECT}/triggers/{number}`, read('secrets')],
  ['GET', `${PROJECT}/secure_files/{number}/download`, read('secrets')],
  ...changes(`${PROJECT}/secure_files`, grant('secrets')),
  ...changes(`${PROJECT}/triggers`, grant('keys')),
  ...changes(`${PROJECT}/deploy_keys`, grant('keys')),
  ...changes(`${PROJECT}/deploy_tokens`, grant('keys')),
  ...changes(`${PROJECT}/access_tokens`, grant('keys')),
  ...changes(`${PROJECT}/job_token_scope`, grant('keys')),
  ...changes(`${PROJECT}/protected_branches`, grant('protection')),
  ...changes(`${PROJECT}/protected_tags`, grant('protection')),
  ...changes(`${PROJECT}/protected_environments`, grant('protection')),
  ...changes(`${PROJECT}/push_rule`, grant('protection'), 'alone'),
  ...changes(`${PROJECT}/approvals`, grant('protection'), 'alone'),
  ...changes(`${PROJECT}/approval_rules`, grant('protection')),
  ...changes(`${PROJECT}/external_status_checks`, grant('protection')),
  ...changes(`${PROJECT}/environments`, grant('environments')),
  ...changes(`${PROJECT}/hooks`, grant('hooks')),
  ...changes(`${PROJECT}/integrations`, grant('hooks')),
  ...changes(`${PROJECT}/services`, grant('hooks')),
  ...changes(`${PROJECT}/remote_mirrors`, grant('hooks')),
  ...changes(`${PROJECT}/members`, grant('members')),
  ...changes(`${PROJECT}/invitations`, grant('members')),
  ...changes(`${PROJECT}/access_requests`, grant('members')),
  ...changes(`${PROJECT}/share`, grant('members')),
  ...changes(`${PROJECT}/runners`, grant('runners')),
  ...changes('/runners', grant('runners')),
  ...changes('/user/runners', grant('runners'), 'alone'),
  ['PUT', PROJECT, grant('settings')],
  ['PUT', `${PROJECT}/transfer`, grant('settings')],
  ['POST', `${PROJECT}/archive`, grant('settings')],
  ['POST', `${PROJECT}/unarchive`, grant('settings')],
  ['DELETE', PROJECT, remove('repositories')],
  ['POST', '/projects', write('repositories')],
  ['POST', `${PROJECT}/fork`, write('forks')],
  ['DELETE', `${PROJECT}/fork`, grant('settings')],
  ...changes('/snippets', write('gists')),
  ...changes(`${PROJECT}/snippets`, write('gists')),
  ...changes(`${PROJECT}/wikis`, write('wikis')),
  ...changes('/groups', grant('settings')),
  ...changes('/user', grant('account')),
  ...changes('/users', grant('account')),
  ...changes('/personal_access_tokens', grant('account')),
  ...changes('/application', grant('account')),
  ...changes('/applications', grant('account')),
  ...changes('/admin', grant('account')),
]

/** GitLab's REST API as far as it changes something or hands out more than pages show. Anything else only reads, or isn't known. */
export const routes: readonly Route[] = [...GIT, ...TALK, ...RUNS, ...GRANTS]
