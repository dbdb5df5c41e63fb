import { generic } from '../../../src/identity/presets/generic.ts'

test('claims that go by usual names are shown', () => {
  const github = { event_name: 'push', repository: 'acme/shop', ref: 'refs/heads/main', actor: 'ada' }
  const said = { event: 'push', repository: 'acme/shop', ref: 'refs/heads/main', actor: 'ada', fork: 'unknown' }
  expect(generic.trust({ ...github, pipeline_source: 'web' }, {})).toEqual(said)
  const gitlab = { pipeline_source: 'push', project_path: 'acme/shop', ref: 'refs/heads/main', user_login: 'ada' }
  expect(generic.trust(gitlab, {})).toEqual(said)
  expect(generic.trust({ ref: 7 }, {})).toEqual({ event: '', repository: '', ref: '', actor: '', fork: 'unknown' })
})

test.each<[object, boolean | 'unknown']>([
  [{ fork: true }, true],
  [{ fork: false }, false],
  [{ fork: 'false' }, 'unknown'],
  [{ event_name: 'push' }, 'unknown'],
])('from a fork? %j: %j', (claims, fork) => {
  expect(generic.trust({ ...claims }, {}).fork).toBe(fork)
})
