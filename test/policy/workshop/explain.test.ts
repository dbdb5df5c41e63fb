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

test('a push with a secret in it is to be cleaned', () => {
  const operation = push('refs/heads/topic')
  const finding = { rule: 'github-token', path: 'a.sh', line: 1, commit: '1'.repeat(40), fingerprint: 'f1' }
  const inspection = { forced: false, changes: [], findings: [finding], truncated: false }
  const detail = { ...(operation.detail as object), inspection }
  expect(passing(inputOf('git', [{ ...operation, detail }]))).toEqual(['take the secrets out of every commit'])
})
