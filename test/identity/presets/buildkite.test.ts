import { buildkite } from '../../../src/identity/presets/buildkite.ts'
import { documented } from './claims.ts'

const trust = (changes: object = {}) => buildkite.trust({ ...documented.buildkite, ...changes }, {})

test('what a token says: neither an event nor a person, nor that a branch is no fork’s', () => {
  const said = { event: '', repository: 'acme/shop', ref: 'refs/heads/main', actor: '', fork: 'unknown' }
  expect(trust()).toEqual(said)
  expect(trust({ build_tag: 'v1' })).toEqual({ ...said, ref: 'refs/tags/v1' })
})

test('a branch with its owner before it is a fork’s', () => {
  expect(trust({ build_branch: 'mallory:main' }).fork).toBe(true)
})
