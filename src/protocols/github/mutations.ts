import type { Call, Effect, Effects } from '../forge/effects.ts'
import { deletes, moves, named } from '../forge/table.ts'

/** Mutations of GitHub's GraphQL API that change refs, by its reference. Node ids name nothing that a rule could compare. */
const GIT: { readonly [mutation: string]: readonly Effects[] } = {
  createCommitOnBranch: [createCommitOnBranch],
  createRef: [{ does: 'push', ref: { ref: 'name' }, action: 'create', new: 'oid' }],
  updateRef: [
    { does: 'push', ref: { unnamed: 'the ref with the id {refId}' }, action: 'update', new: 'oid', force: 'force' },
  ],
  updateRefs: [updateRefs],
  deleteRef: [deletes({ unnamed: 'the ref with the id {refId}' })],
  mergeBranch: [{ does: 'push', ref: { branch: 'base', qualified: true }, action: 'update' }],
  mergePullRequest: [moves('the base branch of the pull request with the id {pullRequestId}')],
  enablePullRequestAutoMerge: [moves('the base branch of the pull request with the id {pullRequestId}')],
  enqueuePullRequest: [moves('the base branch of the pull request with the id {pullRequestId}')],
  updatePullRequestBranch: [moves('the head branch of the pull request with the id {pullRequestId}')],
  revertPullRequest: [
    moves('a new branch that reverts the pull request with the id {pullRequestId}', 'create'),
    { does: 'write', to: 'pull_requests' },
  ],
  createLinkedBranch: [
    {
      does: 'push',
      ref: { branch: 'name', otherwise: 'a new branch for the issue with the id {issueId}' },
      action: 'create',
      new: 'oid',
    },
  ],
}

function createCommitOnBranch(call: Call): readonly Effect[] {
  if (call.get('branch.id') !== undefined) {
    return [{ does: 'push', ref: { unnamed: 'the branch with the id {branch.id}' }, action: 'update' }]
  }
  const repository = 'branch.repositoryNameWithOwner'
  const ref = { branch: 'branch.branchName', qualified: true } as const
  return [
    {
      does: 'push',
      ref,
      action: 'update',
      repository,
      path: ['fileChanges.additions[].path', 'fileChanges.deletions[].path'],
    },
  ]
}

/** One ref update or many: a list may be left out around one (GraphQL, "Input Coercion" of lists). */
function updateRefs(call: Call): readonly Effect[] {
  const updates = call.get('refUpdates')
  const count = Array.isArray(updates) ? updates.length : 1
  return Array.from({ length: Math.max(count, 1) }, (_, index): Effect => {
    const update = `refUpdates.${index}`
    const ref = { ref: `${update}.name` }
    const deletes = /^0+$/.test(String(call.get(`${update}.afterOid`)))
    if (deletes) return { does: 'remove', ref }
    return { does: 'push', ref, action: 'update', new: `${update}.afterOid`, force: `${update}.force` }
  })
}

function review(call: Call): readonly Effect[] {
  const harmless = [undefined, null, 'COMMENT', 'REQUEST_CHANGES']
  return [
    harmless.includes(call.get('event') as string)
      ? { does: 'write', to: 'reviews' }
      : { does: 'grant', to: 'approvals' },
  ]
}

/** What is known of GitHub's mutations: {@link GIT}, and those that change no ref. */
export const mutations: ReadonlyMap<string, readonly Effects[]> = new Map<string, readonly Effects[]>([
  ...Object.entries(GIT),
  ...named(
    'issues',
    'write',
    `createIssue updateIssue closeIssue reopenIssue transferIssue pinIssue unpinIssue addSubIssue removeSubIssue
    reprioritizeSubIssue addAssigneesToAssignable removeAssigneesFromAssignable lockLockable unlockLockable`,
  ),
  ...named('issues', 'delete', 'deleteIssue'),
  ...named(
    'comments',
    'write',
    `addComment updateIssueComment addPullRequestReviewComment updatePullRequestReviewComment
    addPullRequestReviewThread addPullRequestReviewThreadReply minimizeComment unminimizeComment addDiscussionComment
    updateDiscussionComment createDiscussion updateDiscussion`,
  ),
  ...named(
    'comments',
    'delete',
    'deleteIssueComment deletePullRequestReviewComment deleteDiscussionComment deleteDiscussion',
  ),
  ...named(
    'labels',
    'write',
    'addLabelsToLabelable removeLabelsFromLabelable clearLabelsFromLabelable createLabel updateLabel',
  ),
  ...named('labels', 'delete', 'deleteLabel'),
  ...named('reactions', 'write', 'addReaction removeReaction'),
  ...named(
    'pull_requests',
    'write',
    `createPullRequest updatePullRequest closePullRequest reopenPullRequest markPullRequestReadyForReview
    convertPullRequestToDraft disablePullRequestAutoMerge dequeuePullRequest`,
  ),
  ['addPullRequestReview', [review]],
  ['submitPullRequestReview', [review]],
  ...named(
    'reviews',
    'write',
    `requestReviews requestReviewsByLogin updatePullRequestReview deletePullRequestReview resolveReviewThread
    unresolveReviewThread`,
  ),
  ...named('approvals', 'grant', 'dismissPullRequestReview approveDeployments rejectDeployments'),
  ...named('projects', 'write', 'addProjectV2ItemById addProjectV2DraftIssue updateProjectV2ItemFieldValue'),
  ...named('statuses', 'grant', 'createCheckRun updateCheckRun createCheckSuite'),
  ...named('workflows', 'execute', 'rerequestCheckSuite'),
  ...named('deployments', 'execute', 'createDeployment createDeploymentStatus'),
  ...named('deployments', 'delete', 'deleteDeployment'),
  ...named(
    'protection',
    'grant',
    `createBranchProtectionRule updateBranchProtectionRule deleteBranchProtectionRule createRepositoryRuleset
    updateRepositoryRuleset deleteRepositoryRuleset`,
  ),
  ...named('environments', 'grant', 'createEnvironment updateEnvironment deleteEnvironment'),
  ...named('settings', 'grant', 'updateRepository archiveRepository unarchiveRepository updateTopics'),
  ...named('repositories', 'write', 'createRepository cloneTemplateRepository'),
])
