import { pathOf } from '../../../src/credentials/vault/send.ts'

test('a path’s parts may have several, and nothing in them leaves the path', () => {
  expect(pathOf('team/kv', 'data', 'ci/shop ?#')).toBe('team/kv/data/ci/shop%20%3F%23')
})
