import type { ClaimPatterns } from '../../src/identity/claims.ts'
import { missingOwner } from '../../src/identity/owners.ts'

const GITHUB = 'https://token.actions.githubusercontent.com'
const GITLAB = 'https://gitlab.com'
const BUILDKITE = 'https://agent.buildkite.com'
const GOOGLE = 'https://accounts.google.com'

test.each<[string, ClaimPatterns, boolean]>([
  [GITHUB, {}, true],
  [GITHUB, { ref: ['refs/heads/main'] }, true],
  [GITHUB, { repository: ['*'] }, true],
  [GITHUB, { repository: ['*/*'] }, true],
  [GITHUB, { repository: ['acme*/shop'] }, true],
  [GITHUB, { repository: ['acme/shop', '*/shop'] }, true],
  [GITHUB, { repository: [] }, true],
  [GITHUB, { repository_owner: ['ac*'] }, true],
  [GITHUB, { repository: ['acme/*'] }, false],
  [GITHUB, { repository_owner: ['acme'] }, false],
  [GITHUB, { repository_id: ['12'] }, false],
  [GITHUB, { sub: ['repo:acme/shop:*'] }, false],
  [GITHUB, { sub: ['repo:acme@12/shop@34:ref:refs/heads/main'] }, false],
  [GITHUB, { sub: ['repo:acme/*:environment:production'] }, false],
  [GITHUB, { sub: ['repository_owner:acme:repository_visibility:private'] }, false],
  [GITHUB, { sub: ['repository_id:12'] }, false],
  [GITHUB, { sub: ['repo:acme/shop:*', 'repo:*/shop:*'] }, true],
  [GITHUB, { sub: ['repo:acme*/shop:*'] }, true],
  [GITHUB, { sub: ['repo:*'] }, true],
  [GITHUB, { sub: ['*'] }, true],
  [GITHUB, { sub: ['repository_owner:ac*'] }, true],
  [GITHUB, { sub: ['environment:production'] }, true],
  [GITHUB, { sub: ['job_workflow_ref:acme/flows/.github/workflows/a.yml@refs/heads/main'] }, true],
  [GITHUB, { job_workflow_ref: ['acme/flows/*'] }, true],
  [`${GITHUB}/acme-inc`, {}, true],
  [`${GITHUB}/acme-inc`, { enterprise: ['acme-inc'] }, false],
  ['https://token.actions.acme.ghe.com', {}, true],
  ['https://token.actions.acme.ghe.com', { repository_owner: ['acme'] }, false],
  ['https://github.acme.test/_services/token', {}, false],
  [GITLAB, { namespace_path: ['ac*'] }, true],
  [GITLAB, { project_path: ['acme/*'] }, false],
  [GITLAB, { sub: ['project_path:acme/shop:ref_type:branch:ref:*'] }, false],
  [GITLAB, { sub: ['project_path:*/shop:ref_type:branch:ref:main'] }, true],
  [GITLAB, { user_login: ['ada'] }, true],
  ['https://gitlab.acme.test', {}, false],
  [BUILDKITE, { pipeline_slug: ['shop'] }, true],
  [BUILDKITE, { organization_slug: ['acme'] }, false],
  [BUILDKITE, { sub: ['organization:acme:pipeline:*'] }, false],
  [BUILDKITE, { sub: ['organization:acme*'] }, true],
  ['https://oidc.circleci.com/org/0f6a', {}, false],
  [GOOGLE, { email: ['*'] }, true],
  [GOOGLE, { sub: ['1'] }, false],
  ['https://ci.acme.test', {}, false],
  ['no URL', {}, false],
])('at %s, claims %j leave the owner open: %j', (issuer, claims, open) => {
  expect(missingOwner(issuer, null, claims) !== null).toBe(open)
})

test('no other preset makes a shared issuer less shared', () => {
  expect(missingOwner(GITHUB, 'kubernetes', { ref: ['x'] })).toEqual([])
  expect(missingOwner(GITHUB, 'kubernetes', {})).not.toBeNull()
})

test('what is missing is named', () => {
  expect(missingOwner(GOOGLE, null, {})).toEqual(['sub', 'email'])
  expect(missingOwner(GITLAB, 'gitlab-ci', {})).toEqual([
    'project_path',
    'project_id',
    'namespace_path',
    'namespace_id',
  ])
})
