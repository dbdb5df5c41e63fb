import { refOperation } from '../../../src/protocols/git/operation.ts'

test.each([
  ['create', 'git.push', 'write'],
  ['update', 'git.push', 'write'],
  ['delete', 'git.delete', 'delete'],
] as const)('to %s a ref is %s', (action, kind, access) => {
  expect(refOperation('acme/shop', 'refs/heads/main', action, { more: 1 })).toEqual({
    kind,
    access,
    resource: 'acme/shop#refs/heads/main',
    detail: { repository: 'acme/shop', ref: 'refs/heads/main', action, more: 1 },
  })
})
