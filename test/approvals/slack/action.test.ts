import { actionOf } from '../../../src/approvals/slack/action.ts'
import { fitting } from '../../../src/approvals/slack/text.ts'
import type { Operation } from '../../../src/core/operation.ts'
import { aCall, aPush } from './operations.ts'

test('a push is its repository, branch, commits, paths and findings', () => {
  expect(actionOf(aPush())).toEqual({
    phrase: 'push to main of acme/shop',
    lines: [
      `From ${'1'.repeat(40)} to ${'2'.repeat(40)}`,
      '0 findings, 2 changes, 2 commits',
      'Changes:',
      '• src/till.ts',
      '• test/till.test.ts',
      'Commits:',
      '• aaaaaaa Fix the till',
      '• bbbbbbb Add a test',
    ],
  })
})

test('a forced push says so first, and what is signed, optional, found and left out is told', () => {
  const found = { rule: 'aws/key', path: 'a.env', line: 3, ignored: false }
  const { phrase, lines } = actionOf(
    aPush(
      {
        ...{ forced: true, commit_count: null, change_count: 40, truncated: true, finding_count: 2 },
        findings: [found as never, { ...found, path: null, ignored: true } as never],
      },
      { push_options: ['ci.skip'], certificate: { pusher: 'Mallory <m@evil.test>' } },
    ),
  )
  expect(phrase).toBe('FORCE-push main of acme/shop')
  expect(lines.slice(1)).toEqual([
    'FORCED: commits that the branch has now would be gone.',
    '2 findings, 40 changes, 2 or more commits',
    'There is more of this than is listed.',
    'Findings:',
    '• aws/key a.env:3',
    '• aws/key in no file (ignored by the default branch)',
    'Changes:',
    '• src/till.ts',
    '• test/till.test.ts',
    'Commits:',
    '• aaaaaaa Fix the till',
    '• bbbbbbb Add a test',
    'Signed, it says, by Mallory <m@evil.test>',
    'Option: ci.skip',
  ])
})

test('what an agent writes much of stands behind what was found', () => {
  const commits = Array.from({ length: 30 }, (_, n) => ({ oid: 'c'.repeat(40), head: `${n} ${'x'.repeat(200)}` }))
  const findings = [{ rule: 'aws/key', path: 'a.env', line: 3, ignored: false } as never]
  const { lines } = actionOf(
    aPush(
      { commits, findings, finding_count: 1, commit_count: 30 },
      { push_options: Array.from({ length: 50 }, (_, n) => `${n} ${'y'.repeat(300)}`) },
    ),
  )
  const shown = fitting(lines, { lines: 40, characters: 1_200 })
  expect(shown).toContain('1 finding, 2 changes, 30 commits')
  expect(shown).toContain('• aws/key a.env:3')
  expect(lines.filter((line) => line.startsWith('Option:'))).toHaveLength(5)
  expect(lines.at(-1)).toBe('… and 45 more')
})

test('long lists end in a count', () => {
  const commits = Array.from({ length: 30 }, (_, n) => ({ oid: 'c'.repeat(40), head: `Commit ${n}` }))
  const { lines } = actionOf(aPush({ commits, commit_count: 1_234 }))
  expect(lines.filter((line) => line.startsWith('• ccccccc'))).toHaveLength(10)
  expect(lines).toContain('… and 1224 more')
})

test.each<[string, Operation, string]>([
  ['a new branch', aPush({}, { action: 'create', ref: 'refs/heads/new' }), 'create new in acme/shop'],
  ['a tag', aPush({}, { ref: 'refs/tags/v1' }), 'push to refs/tags/v1 of acme/shop'],
  [
    'a deletion',
    {
      kind: 'git.delete',
      access: 'delete',
      resource: 'r',
      detail: { repository: 'acme/shop', ref: 'refs/heads/old', old: '1' },
    },
    'delete old of acme/shop',
  ],
  ['a call', aCall('DELETE', '/orders/1'), 'call DELETE /orders/1'],
  [
    'anything else',
    { kind: 'kubernetes.patch', access: 'write', resource: 'web/pods', detail: null },
    'do kubernetes.patch on web/pods',
  ],
  [
    'a push whose detail says nothing',
    { kind: 'git.push', access: 'write', resource: 'a#b', detail: {} },
    'do git.push on a#b',
  ],
])('%s', (_what, operation, phrase) => {
  expect(actionOf(operation).phrase).toBe(phrase)
})

test('a query is part of a call, and what nobody looked into is said', () => {
  expect(actionOf(aCall('POST', '/a', { b: ['1', '2'] })).lines).toEqual(['Query:', 'b = 1', 'b = 2'])
  const { inspection: _inspection, ...detail } = aPush().detail as { inspection: never }
  expect(actionOf({ ...aPush(), detail }).lines.at(-1)).toBe('What is inside is not known.')
})

test('names that steer or run on are cleaned and cut', () => {
  const { phrase, lines } = actionOf(
    aPush(
      { commits: [{ oid: 'd'.repeat(40), head: `x\u202e\n${'y'.repeat(500)}` }] },
      { ref: `refs/heads/\u2066${'z'.repeat(500)}` },
    ),
  )
  expect(phrase).toBe(`push to \ufffd${'z'.repeat(198)}… of acme/shop`)
  expect(lines).toContain(`• ddddddd x\ufffd ${'y'.repeat(116)}…`)
})
