import { trustOf } from '../../src/identity/trust.ts'

test("GitHub Actions' claims", () => {
  expect(
    trustOf({
      event_name: 'push',
      repository: 'acme/shop',
      ref: 'refs/heads/main',
      actor: 'ada',
      pipeline_source: 'web',
    }),
  ).toEqual({ event: 'push', repository: 'acme/shop', ref: 'refs/heads/main', actor: 'ada', fork: false })
})

test("GitLab CI's claims", () => {
  expect(trustOf({ pipeline_source: 'schedule', project_path: 'acme/shop', ref: 'main', user_login: 'ada' })).toEqual({
    event: 'schedule',
    repository: 'acme/shop',
    ref: 'main',
    actor: 'ada',
    fork: false,
  })
})

test('what the token does not say is empty, and not known to be no fork', () => {
  expect(trustOf({ ref: 7 })).toEqual({ event: '', repository: '', ref: '', actor: '', fork: 'unknown' })
})

test.each<[object, boolean | 'unknown']>([
  [{ event_name: 'workflow_dispatch' }, false],
  [{ event_name: 'pull_request' }, 'unknown'],
  [{ event_name: 'pull_request_target' }, 'unknown'],
  [{ event_name: 'issue_comment' }, 'unknown'],
  [{ pipeline_source: 'merge_request_event' }, 'unknown'],
  [{ pipeline_source: 'external_pull_request_event' }, 'unknown'],
  [{ event_name: 'push', fork: true }, true],
  [{ event_name: 'pull_request', fork: false }, false],
  [{ event_name: 'pull_request', fork: 'false' }, 'unknown'],
])('from a fork? %j: %j', (claims, fork) => {
  expect(trustOf({ ...claims }).fork).toBe(fork)
})
