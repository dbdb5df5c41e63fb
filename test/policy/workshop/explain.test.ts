import type { Input } from '../../../src/core/input.ts'
import { explain } from '../../../src/policy/workshop/explain.ts'
import { defaultBundle, engineOf } from '../engines.ts'
import { call, deletion, fetching, inputOf, push } from '../inputs.ts'

const policy = engineOf(defaultBundle)
const passing = (input: Input) => explain(policy, input).passing

const untrusted = {
  event: 'issue_comment',
  repository: 'acme/shop',
  ref: '',
  actor: 'mallory',
  fork: 'unknown',
} as const
const pushed = inputOf('git', [push('refs/heads/main')])

test('what passes needs nothing', () => {
  expect(explain(policy, inputOf('git', [fetching]))).toMatchObject({ decision: { effect: 'allow' }, passing: [] })
})

test.each([
  ['a push to a protected branch', pushed, ['push to another branch, such as refs/heads/agent/change']],
  [
    'a deletion among pushes',
    inputOf('git', [push('refs/heads/topic'), deletion('refs/heads/main')]),
    ['leave out git.delete on acme/shop#refs/heads/main'],
  ],
  ['a deployment', inputOf('http', [call('POST', 'write', '/v1/deployments')]), ['have it approved by 1 of operators']],
  [
    'a push from an outsider’s run',
    { ...pushed, session: { ...pushed.session, trust: untrusted } },
    [
      "run this from the repository's own branch, not from a fork or an outsider's event",
      'have it approved by 1 of operators',
    ],
  ],
  [
    'too many changes',
    {
      ...inputOf('git', [push('refs/heads/topic')]),
      session: { ...pushed.session, counters: { 'session/blast-radius/write': 500 } },
    },
    ['make fewer changes in one run'],
  ],
  [
    'a push at night',
    {
      ...inputOf('git', [push('refs/heads/topic')]),
      connection: { name: 'shop', protocol: 'git', labels: { environment: 'production' } },
      at: '2025-06-02T19:30:00Z',
    },
    ['wait until 2025-06-03T08:30Z'],
  ],
  ['what no rule permits', inputOf('http', [call('POST', 'write', '/v1/orders')]), []],
])('%s', (_what, input, expected) => {
  expect(passing(input)).toEqual(expected)
})

const change = { path: '.github/workflows/ci.yml', mode: '100644', size: 9, binary: false }
const finding = {
  ...{ rule: 'github-token', confidence: 'provider', path: 'a.sh', line: 1, commit: '1'.repeat(40) },
  ...{ object: '2'.repeat(40), fingerprint: 'f1'.repeat(16), ignored: false },
}

test.each([
  ['a secret', { finding_count: 1, findings: [finding] }, 'refs/heads/topic', ['take the secrets out of every commit']],
  [
    'more secrets than are listed',
    { finding_count: 2, findings: [finding], truncated: true },
    'refs/heads/topic',
    ['take the secrets out of every commit'],
  ],
  [
    'a workflow file',
    { change_count: 1, changes: [change] },
    'refs/heads/topic',
    ['leave the files that the rules watch as they are'],
  ],
  [
    'more files than are listed',
    { change_count: null, changes: [], truncated: true },
    'refs/heads/topic',
    ['push fewer commits or files at a time'],
  ],
  [
    'a tree',
    { target: 'tree', commit_count: null, change_count: null, truncated: true },
    'refs/tags/data',
    ['push a commit, not a tree or a blob'],
  ],
])('what to do about a push with %s in it', (_what, inside, ref, expected) => {
  const operation = push(ref)
  const inspection = {
    ...{ target: 'commit', forced: false, commit_count: 0, commits: [], change_count: 0, changes: [] },
    ...{ finding_count: 0, findings: [], truncated: false },
    ...inside,
  }
  const detail = { ...(operation.detail as object), inspection }
  expect(passing(inputOf('git', [{ ...operation, detail }]))).toEqual(expected)
})
