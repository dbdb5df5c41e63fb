import { routeOf } from '../../../src/protocols/git/route.ts'
import { requestOf } from '../requests.ts'

test.each([
  ['/acme/shop.git', 'acme/shop'],
  ['/acme/shop', 'acme/shop'],
  ['/shop.git.git', 'shop.git'],
  ['/acme/%73hop.git', 'acme/shop'],
  ['/a/b/c/d', 'a/b/c/d'],
  ['/acme/info/refs', 'acme/info/refs'],
])('%s is the repository %s', (path, repository) => {
  expect(routeOf(requestOf({ target: `${path}/info/refs?service=git-upload-pack` }))).toEqual({
    repository,
    service: 'git-upload-pack',
    step: 'advertise',
  })
})

test('what is not supported is named, with what is', () => {
  const fix = 'Use Git over smart HTTP: info/refs?service=…, then a POST.'
  expect(() => routeOf(requestOf({ target: '/acme/shop.git/git-upload-archive' }))).toThrow(
    expect.objectContaining({ message: 'Git archives over HTTP are not supported.', fix }),
  )
  expect(() => routeOf(requestOf({ target: '/acme/shop/tree/main' }))).toThrow(
    expect.objectContaining({ message: "/acme/shop/tree/main is no part of Git's smart HTTP protocol.", fix }),
  )
})
