import { apiPaths, ownedRepository } from '../../../src/protocols/forge/paths.ts'
import { connection, requestOf } from '../requests.ts'

const place = { forge: 'GitLab', rest: '/api/v4', graphql: '/api/graphql', alone: () => false }
const { apiPath, target } = apiPaths(place)
const at = (upstream: string, path: string) => ({
  ...requestOf({ target: path }),
  connection: { ...connection, upstream: new URL(upstream) },
})

test.each([
  ['/projects', '/projects'],
  ['/api/v4/projects', '/projects'],
  ['/api/v4', '/'],
  ['/api/v40/projects', '/api/v40/projects'],
  ['/graphql', '/graphql'],
  ['/api/graphql', '/graphql'],
  ['/api/v4/graphql', '/graphql'],
])('%s is %s in the documentation', (path, expected) => {
  expect(apiPath(requestOf({ target: path }))).toBe(expected)
})

test.each([
  ['https://forge.test', '/projects', '/api/v4/projects'],
  ['https://forge.test/below/', '/api/v4/projects', '/api/v4/projects'],
  ['https://forge.test/api/v4/', '/api/v4/projects', '/projects'],
  ['https://forge.test', '/graphql', '/api/graphql'],
])('to %s, %s goes on as %s', (upstream, path, expected) => {
  expect(target(at(upstream, path))).toBe(expected)
})

test('an upstream of REST alone', () => {
  expect(() => target(at('https://forge.test/api/v4', '/api/graphql'))).toThrow(
    "This connection's upstream has GitLab's REST API alone.",
  )
})

test('a forge without GraphQL has a path of that name', () => {
  const paths = apiPaths({ ...place, graphql: null })
  expect(paths.target(at('https://forge.test', '/graphql'))).toBe('/api/v4/graphql')
  expect(paths.apiPath(requestOf({ target: '/api/graphql' }))).toBe('/api/graphql')
})

test('the repository of a path', () => {
  expect(ownedRepository('/repos/acme/shop')).toBe('acme/shop')
  expect(ownedRepository('/repos/acme/shop/pulls')).toBe('acme/shop')
  expect([ownedRepository('/repos/acme'), ownedRepository('/user/repos/acme/shop')]).toEqual([undefined, undefined])
})
