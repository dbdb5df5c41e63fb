import { lfsRouteOf } from '../../../../src/protocols/git/lfs/route.ts'
import { requestOf } from '../../requests.ts'

const OID = 'ab'.repeat(32)
const JSON_TYPE = [['content-type', 'application/vnd.git-lfs+json']] as const
const repository = 'acme/shop'
const post = (target: string, type: readonly (readonly [string, string])[] = JSON_TYPE) =>
  lfsRouteOf(requestOf({ method: 'POST', target, headers: type, body: '{}' }))

test.each([
  ['objects/batch', { step: 'batch' }],
  ['locks', { step: 'lock' }],
  ['locks/verify', { step: 'verify-locks' }],
  ['locks/a-1_b.c/unlock', { step: 'unlock', id: 'a-1_b.c' }],
  ['verify', { step: 'verify' }],
  ['objects/verify', { step: 'verify' }],
])('a POST to info/lfs/%s', (call, route) => {
  expect(post(`/acme/shop.git/info/lfs/${call}`)).toEqual({ repository, ...route })
  expect(post(`/acme/shop/info/lfs/${call}`)).toEqual({ repository, ...route })
})

test.each(['application/vnd.git-lfs+json; charset=utf-8', 'application/vnd.git-lfs+json;charset=UTF-8'])(
  '%s is its type',
  (type) => {
    expect(post('/a/info/lfs/objects/batch', [['content-type', type]])).toMatchObject({ step: 'batch' })
  },
)

test('locks are listed by a GET with a query', () => {
  const target = '/acme/shop.git/info/lfs/locks?limit=2'
  expect(lfsRouteOf(requestOf({ target }))).toEqual({ repository, step: 'locks' })
})

test.each([
  [`/acme/shop.git/info/lfs/objects/${OID}`, null],
  [`/acme/shop.git/info/lfs/objects/${OID}/123`, 123],
  [`/acme/shop.git/gitlab-lfs/objects/${OID}/123`, 123],
  [`/acme/shop/objects/${OID}`, null],
])('%s is where an object is got and put', (target, size) => {
  const route = { repository, step: 'transfer', oid: OID, size }
  expect(lfsRouteOf(requestOf({ target }))).toEqual({ ...route, upload: false })
  expect(lfsRouteOf(requestOf({ method: 'PUT', target, body: 'x' }))).toEqual({ ...route, upload: true })
})

test.each(['/acme/shop/verify', '/acme/shop/objects/verify'])('a POST of LFS to %s verifies an upload', (target) => {
  expect(post(target)).toEqual({ repository, step: 'verify' })
})

test.each([
  requestOf({ target: '/acme/shop.git/info/refs?service=git-upload-pack' }),
  requestOf({ target: '/acme/shop.git/objects/ab/cdef' }),
  requestOf({ target: `/acme/shop.git/objects/${OID}0` }),
  requestOf({ target: '/acme/shop/verify' }),
  requestOf({ method: 'POST', target: '/acme/shop/verify', body: '{}' }),
])('$method $path is none of LFS', (request) => {
  expect(lfsRouteOf(request)).toBeUndefined()
})

const lfs = '/acme/shop.git/info/lfs'
test.each([
  [requestOf({ target: `${lfs}/objects/batch` }), /^Git LFS only ever POSTs to objects\/batch/],
  [
    requestOf({ method: 'POST', target: `${lfs}/objects/batch?x=1`, headers: JSON_TYPE, body: '{}' }),
    /^Git LFS only ever POSTs/,
  ],
  [
    requestOf({
      method: 'POST',
      target: `${lfs}/objects/batch`,
      headers: [['content-type', 'application/json']],
      body: '{}',
    }),
    /^Git LFS only ever POSTs/,
  ],
  [
    requestOf({ method: 'POST', target: `${lfs}/locks`, headers: [...JSON_TYPE, ...JSON_TYPE], body: '{}' }),
    /^Git LFS only ever POSTs/,
  ],
  [
    requestOf({ method: 'POST', target: `${lfs}/locks/a%2Fb/unlock`, headers: JSON_TYPE, body: '{}' }),
    /^Git LFS has no request/,
  ],
  [requestOf({ target: `${lfs}/objects` }), /^Git LFS has no request objects/],
  [requestOf({ method: 'DELETE', target: `${lfs}/objects/${OID}` }), /^An object of Git LFS is only ever got or put/],
  [requestOf({ target: `${lfs}/objects/${OID}?token=x` }), /^An object of Git LFS is only ever got or put/],
  [requestOf({ target: `${lfs}/objects/${OID}`, body: 'x' }), /^An object of Git LFS is only ever got or put/],
  [requestOf({ target: `/../info/lfs/objects/${OID}` }), /relative part/],
])('$method $path is refused', (request, message) => {
  expect(() => lfsRouteOf(request)).toThrow(
    expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message: expect.stringMatching(message) }),
  )
})
