import { githubActions } from '../../../src/identity/presets/github-actions.ts'
import { documented } from './claims.ts'

const claims = documented['github-actions']
const trust = (changes: object = {}) => githubActions.trust({ ...claims, ...changes }, {})

test('what a push says', () => {
  expect(trust()).toEqual({
    event: 'push',
    repository: 'acme/shop',
    ref: 'refs/heads/main',
    actor: 'ada',
    fork: false,
  })
})

test.each<[object, boolean | 'unknown']>([
  [{ event_name: 'schedule' }, false],
  [{ event_name: 'workflow_dispatch', ref: 'refs/tags/v1' }, false],
  [{ event_name: 'repository_dispatch' }, false],
  [{ event_name: 'pull_request', ref: 'refs/pull/7/merge', head_ref: 'topic', base_ref: 'main' }, 'unknown'],
  [{ event_name: 'pull_request_target', head_ref: 'main' }, 'unknown'],
  [{ event_name: 'merge_group' }, 'unknown'],
  [{ event_name: 'issue_comment' }, 'unknown'],
  [{ event_name: 'workflow_run' }, 'unknown'],
  [{ ref: 'refs/pull/7/merge' }, 'unknown'],
  [{ ref: undefined }, 'unknown'],
  [{ head_ref: 'topic' }, 'unknown'],
  [{ event_name: 'pull_request', fork: false }, 'unknown'],
])('from a fork? %j: %j', (changes, fork) => {
  expect(trust(changes).fork).toBe(fork)
})
