import { circleci } from '../../../src/identity/presets/circleci.ts'
import { documented } from './claims.ts'

const ORIGIN = 'oidc.circleci.com/vcs-origin'
const REF = 'oidc.circleci.com/vcs-ref'
const SSH = 'oidc.circleci.com/ssh-rerun'
const pinned = { [ORIGIN]: ['github.com/acme/shop'] }
const trust = (changes: object = {}, mapped: { [claim: string]: string[] } = pinned) =>
  circleci.trust({ ...documented.circleci, ...changes }, mapped)

test('what a branch’s job says', () => {
  expect(trust()).toEqual({
    event: 'branch',
    repository: 'github.com/acme/shop',
    ref: 'refs/heads/main',
    actor: '',
    fork: false,
  })
})

test.each<[object, string, boolean | 'unknown']>([
  [{ [REF]: 'refs/tags/v1' }, 'tag', false],
  [{ [REF]: 'refs/pull/7' }, 'pull_request', 'unknown'],
  [{ [REF]: 'refs/heads/pull/7' }, 'pull_request', 'unknown'],
  [{ [REF]: undefined }, '', 'unknown'],
  [{ [SSH]: true }, 'ssh_rerun', 'unknown'],
  [{ [SSH]: undefined }, '', 'unknown'],
])('%j is the event %j, and from a fork: %j', (changes, event, fork) => {
  expect(trust(changes)).toMatchObject({ event, fork })
})

test('a fork’s build has its own origin, so only a mapping that pins the origin tells that it is none', () => {
  const fork = (mapped: { [claim: string]: string[] }) => trust({}, mapped).fork
  expect(fork({})).toBe('unknown')
  expect(fork({ [ORIGIN]: ['github.com/*/shop'] })).toBe('unknown')
  expect(fork({ [ORIGIN]: ['github.com/acme/shop', 'github.com/acme/*'] })).toBe('unknown')
})
