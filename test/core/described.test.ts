import { describe as described } from '../../src/core/described.ts'
import type { Json } from '../../src/core/json.ts'

const inspection = {
  target: 'commit',
  forced: true,
  commit_count: 3,
  commits: [{ oid: 'a'.repeat(40), author: { name: 'Ada', email: 'ada@example.com' }, head: 'Fix it' }],
  change_count: null,
  changes: [
    { path: 'run.sh', mode: '100755' },
    { path: 'a.txt', mode: '100644' },
    { path: 'b.txt', mode: '000000' },
  ],
  finding_count: 1,
  findings: [{ rule: 'aws-key', path: 'a.txt', line: 7, ignored: false }],
}
const push = (detail: Json, kind = 'git.push') =>
  described({ kind, access: 'write', resource: 'acme/shop#refs/heads/main', detail })
const main = {
  repository: 'acme/shop',
  ref: 'refs/heads/main',
  action: 'update',
  old: '1'.repeat(40),
  new: '2'.repeat(40),
}

test('a push that was looked into: forced, its commits, files and secrets, and how many there are besides', () => {
  expect(push({ ...main, inspection })).toEqual({
    title: 'Force-push to the branch main of acme/shop',
    facts: [
      { label: 'Repository', lines: ['acme/shop'], unlisted: 0 },
      { label: 'Branch', lines: ['main'], unlisted: 0 },
      { label: 'Forced', lines: ['yes: commits that the ref has are gone after it, or may be'], unlisted: 0 },
      { label: 'Moves', lines: [`${'1'.repeat(40)} → ${'2'.repeat(40)}`], unlisted: 0 },
      { label: 'Secrets found', lines: ['aws-key in a.txt, line 7'], unlisted: 0 },
      { label: 'Commits', lines: ['aaaaaaaaaaaa Fix it (Ada <ada@example.com>)'], unlisted: 2 },
      { label: 'Files', lines: ['run.sh (executable)', 'a.txt', 'b.txt (deleted)'], unlisted: null },
    ],
  })
})

test('a push without force, and one that nobody has looked into', () => {
  const calm = { ...inspection, forced: false, finding_count: 0, findings: [] }
  const { title, facts } = push({ ...main, inspection: calm })
  expect(title).toBe('Push to the branch main of acme/shop')
  expect(facts[2]).toEqual({ label: 'Forced', lines: ['no'], unlisted: 0 })
  expect(facts[4]).toEqual({ label: 'Secrets found', lines: ['none'], unlisted: 0 })
  expect(push(main).facts[2]!.lines).toEqual(['not known: nobody has looked into the push'])
})

test.each([
  [{ ref: 'refs/tags/v1', action: 'create' }, 'git.push', 'Create the tag v1 of acme/shop', 'Tag', 'v1'],
  [{ ref: 'refs/heads/old', action: 'delete' }, 'git.delete', 'Delete the branch old of acme/shop', 'Branch', 'old'],
  [{ ref: '?', action: 'update' }, 'git.push', 'Push to a ref that the call does not name of acme/shop', 'Ref', '?'],
  [
    { ref: 'refs/pull/1/head', action: 'create' },
    'git.push',
    'Create refs/pull/1/head of acme/shop',
    'Ref',
    'refs/pull/1/head',
  ],
])('%j of %s', (detail, kind, title, label, line) => {
  const told = push({ repository: 'acme/shop', ...detail }, kind)
  expect([told.title, told.facts[1]]).toEqual([title, { label, lines: [line], unlisted: 0 }])
})

test.each(['git.push', 'http.DELETE'])('%s whose detail says nothing that is known says what it is', (kind) => {
  for (const detail of [null, 'text', { repository: 7, ref: 'main' }])
    expect(described({ kind, access: 'delete', resource: '/orders/1', detail })).toEqual({
      title: `${kind} /orders/1`,
      facts: [
        { label: 'Access', lines: ['delete'], unlisted: 0 },
        { label: 'Resource', lines: ['/orders/1'], unlisted: 0 },
      ],
    })
})
