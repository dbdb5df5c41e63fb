import { localPath } from '../../../src/identity/people/local-path.ts'

test.each(['/approvals', '/approvals/01a-b2?x=1&y=%2F', '/', '/approvals/a.b_c~d'])('%s is ours', (path) => {
  expect(localPath(path)).toBe(path)
  expect(new URL(localPath(path), 'https://gate.test').origin).toBe('https://gate.test')
})

test.each([
  '//evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  'https://evil.test',
  'approvals',
  '/\t/evil.test',
  '/a\r\nSet-Cookie: x=y',
  '/a#//evil.test',
  '/@evil.test',
  'javascript:alert(1)',
  ' /approvals',
  '/approvals\n',
  ['/approvals'],
  undefined,
  '',
])('%j leads home', (path) => {
  expect(localPath(path)).toBe('/approvals')
})
