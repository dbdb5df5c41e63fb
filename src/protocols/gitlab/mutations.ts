import type { Call, Effect, Effects } from '../forge/effects.ts'
import { grant, named, write } from '../forge/table.ts'
import { quickActions } from './quick-actions.ts'

const repository = 'projectPath'

/** Mutations of GitLab's GraphQL API that change refs, by its reference. */
const GIT: { readonly [mutation: string]: readonly Effects[] } = {
  commitCreate: [commit],
  createBranch: [{ does: 'push', ref: { branch: 'name' }, action: 'create', repository }],
  branchDelete: [{ does: 'remove', ref: { branch: 'name' }, repository }],
  tagCreate: [{ does: 'push', ref: { tag: 'name' }, action: 'create', repository }],
  tagDelete: [{ does: 'remove', ref: { tag: 'name' }, repository }],
  releaseCreate: [{ does: 'push', ref: { tag: 'tagName' }, action: 'create', repository }, write('releases')],
  mergeRequestAccept: [
    { does: 'push', ref: { unnamed: 'the target branch of merge request {iid}' }, action: 'update', repository },
  ],
}

function commit(call: Call): readonly Effect[] {
  const path = ['actions[].filePath', 'actions[].previousPath']
  const action = call.get('startBranch') === undefined ? 'update' : 'create'
  return [{ does: 'push', ref: { branch: 'branch' }, action, repository, path }]
}

const spoken = (to: string, names: string): readonly (readonly [string, readonly Effects[]])[] =>
  names.split(/\s+/).map((name) => [name, [write(to), quickActions]] as const)

/** What is known of GitLab's mutations: {@link GIT}, and those that change no ref. */
export const mutations: ReadonlyMap<string, readonly Effects[]> = new Map<string, readonly Effects[]>([
  ...Object.entries(GIT),
  ...spoken('comments', 'createNote updateNote createDiscussion createDiffNote createImageDiffNote'),
  ...named('comments', 'write', 'discussionToggleResolve'),
  ...named('comments', 'delete', 'destroyNote'),
  ...spoken('issues', 'createIssue updateIssue'),
  ...named(
    'issues',
    'write',
    `issueMove issueSetAssignees issueSetConfidential issueSetDueDate issueSetLocked issueSetSeverity issueSetSubscription
    issueSetWeight`,
  ),
  ...named('labels', 'write', 'labelCreate'),
  ...named('reactions', 'write', 'awardEmojiAdd awardEmojiRemove awardEmojiToggle'),
  ...spoken('pull_requests', 'mergeRequestCreate mergeRequestUpdate'),
  ...named(
    'pull_requests',
    'write',
    `mergeRequestSetAssignees mergeRequestSetDraft mergeRequestSetLabels mergeRequestSetLocked mergeRequestSetMilestone
    mergeRequestSetSubscription`,
  ),
  ...named('reviews', 'write', 'mergeRequestSetReviewers mergeRequestReviewerRereview'),
  ...named('releases', 'write', 'releaseUpdate'),
  ...named('releases', 'delete', 'releaseDelete'),
  ...named('assets', 'write', 'releaseAssetLinkCreate releaseAssetLinkUpdate'),
  ...named('assets', 'delete', 'releaseAssetLinkDelete'),
  ...named('workflows', 'execute', 'pipelineCreate pipelineRetry pipelineCancel jobPlay jobRetry jobCancel'),
  ...named('workflows', 'delete', 'pipelineDestroy jobArtifactsDestroy'),
  ['branchRuleCreate', [grant('protection')]],
  ['branchRuleUpdate', [grant('protection')]],
  ['branchRuleDelete', [grant('protection')]],
])
