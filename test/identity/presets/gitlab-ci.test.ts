import { gitlabCi } from '../../../src/identity/presets/gitlab-ci.ts'
import { documented } from './claims.ts'

const claims = documented['gitlab-ci']
const trust = (changes: object = {}) => gitlabCi.trust({ ...claims, ...changes }, {})

test('what a push says, and what one of an older version does', () => {
  const push = { event: 'push', repository: 'acme/shop', ref: 'refs/heads/main', actor: 'ada', fork: false }
  expect(trust()).toEqual(push)
  expect(trust({ ref_path: undefined, job_project_id: undefined })).toEqual({ ...push, ref: 'main' })
})

test.each<[object, boolean | 'unknown']>([
  [{ pipeline_source: 'schedule' }, false],
  [{ pipeline_source: 'merge_request_event' }, false],
  [{ pipeline_source: 'merge_request_event', job_project_id: 20 }, false],
  [{ pipeline_source: 'merge_request_event', job_project_id: undefined }, 'unknown'],
  [{ pipeline_source: 'merge_request_event', project_id: '99', project_path: 'evil/shop' }, true],
  [{ project_id: '99' }, true],
  [{ pipeline_source: 'external_pull_request_event' }, 'unknown'],
  [{ pipeline_source: 'parent_pipeline' }, 'unknown'],
  [{ pipeline_source: 'pipeline' }, 'unknown'],
])('from a fork? %j: %j', (changes, fork) => {
  expect(trust(changes).fork).toBe(fork)
})
