import { isLfsText, rewriteBatch } from '../../../../src/protocols/git/lfs/rewrite.ts'
import { lfsRouteOf } from '../../../../src/protocols/git/lfs/route.ts'
import { requestOf } from '../../requests.ts'

const OID = 'ab'.repeat(32)
const object = { oid: OID, size: 5 }
/** As the upstream of the tests' connection writes it, and as it leads through the gate. */
const THERE = 'https://git.test/base/acme/shop.git/info/lfs'
const HERE = 'https://gate.test/c/shop/acme/shop.git/info/lfs'

const request = requestOf({
  method: 'POST',
  target: '/acme/shop.git/info/lfs/objects/batch',
  headers: [['content-type', 'application/vnd.git-lfs+json']],
  body: '{}',
})
const route = lfsRouteOf(request)!

const rewritten = (answer: unknown): unknown => {
  const bytes = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer))
  const rewrite = rewriteBatch(request, route, { status: 200, headers: [] })!
  return JSON.parse(String(rewrite.body(bytes, 'https://gate.test/c/shop')))
}
/** What becomes of an object that its server keeps there. */
const kept = (href: unknown, more: object = {}) =>
  (rewritten({ objects: [{ ...object, actions: { download: { href, ...more } } }] }) as { objects: unknown[] })
    .objects[0]

test('links lead through the gate, and credentials stay behind it', () => {
  const header = { authorization: 'Basic x', 'X-Token': 'y', Accept: 'a/b', 'Content-Type': 'c/d' }
  const upload = {
    href: `${THERE}/objects/${OID}`,
    header,
    expires_in: 60,
    expires_at: '2040-01-01T00:00:00Z',
    extra: 1,
  }
  const verify = { href: `${THERE}/verify`, header: { Authorization: 'Basic x' } }
  const answer = {
    transfer: 'basic',
    objects: [{ ...object, authenticated: true, actions: { upload, verify }, more: 1 }, object],
    hash_algo: 'sha256',
    more: 1,
  }
  expect(rewritten(answer)).toEqual({
    transfer: 'basic',
    objects: [
      {
        ...object,
        actions: {
          upload: {
            href: `${HERE}/objects/${OID}`,
            header: { Accept: 'a/b', 'Content-Type': 'c/d' },
            expires_in: 60,
            expires_at: '2040-01-01T00:00:00Z',
          },
          verify: { href: `${HERE}/verify` },
        },
      },
      object,
    ],
    hash_algo: 'sha256',
  })
})

test.each([
  `${THERE}/objects/${OID}/5`,
  `https://git.test/base/acme/shop.git/gitlab-lfs/objects/${OID}/5`,
  `https://git.test/base/acme/shop/objects/${OID}`,
  `https://user:pass@git.test/base/acme/shop/objects/${OID}`,
])('%s leads through the gate', (href) => {
  const path = new URL(href).pathname.slice('/base'.length)
  expect(kept(href)).toEqual({ ...object, actions: { download: { href: `https://gate.test/c/shop${path}` } } })
})

const at = (place: string, how: string) => `The server keeps this object at ${place}, which Sallyport doesn't ${how}.`
test.each([
  ['https://objects.test/bucket/a?sign=b', at('objects.test', 'lead to')],
  [`http://git.test/base/acme/shop/objects/${OID}`, at('git.test', 'lead to')],
  [`https://git.test/outside/objects/${OID}`, at('git.test', 'lead to')],
  [`${THERE}/objects/${OID}?sign=b`, at(`/base/acme/shop.git/info/lfs/objects/${OID}`, 'know')],
  ['https://git.test/base/acme/shop/raw/main/x', at('/base/acme/shop/raw/main/x', 'know')],
  ['https://git.test/base/acme/shop.git/git-receive-pack', at('/base/acme/shop.git/git-receive-pack', 'know')],
  ['file:///etc/passwd', at('', 'lead to')],
  ['objects/a', "The server's answer has no link to this object."],
  [7, "The server's answer has no link to this object."],
  [undefined, "The server's answer has no link to this object."],
])('an object at %s becomes an error', (href, message) => {
  expect(kept(href)).toEqual({ ...object, error: { code: 403, message } })
})

test('with one link elsewhere nothing of the object is left', () => {
  const actions = { upload: { href: `${THERE}/objects/${OID}` }, verify: { href: 'https://objects.test/verify' } }
  expect(rewritten({ objects: [{ ...object, actions }] })).toEqual({
    transfer: 'basic',
    objects: [{ ...object, error: { code: 403, message: at('objects.test', 'lead to') } }],
  })
})

test('the upstream’s own errors pass', () => {
  const error = { code: 404, message: 'Gone.' }
  expect(rewritten({ objects: [{ ...object, error, actions: {} }] })).toEqual({
    transfer: 'basic',
    objects: [{ ...object, error }],
  })
})

test('another transfer than the basic one is refused', () => {
  expect(rewritten({ transfer: 'tus', objects: [object] })).toEqual({
    transfer: 'basic',
    objects: [{ ...object, error: { code: 403, message: 'Sallyport doesn\'t know the transfer "tus".' } }],
  })
})

test.each(['no JSON', [], {}, { objects: [7] }, { objects: [{ ...object, actions: { download: 7 } }] }])(
  '%j is refused whole',
  (answer) => {
    expect(() => rewritten(answer)).toThrow(expect.objectContaining({ code: 'ERR_UPSTREAM_BROKEN' }))
  },
)

test('only batches that went well are rewritten', () => {
  const target = `/acme/shop.git/info/lfs/objects/${OID}`
  const transfer = requestOf({ target })
  expect(rewriteBatch(transfer, lfsRouteOf(transfer)!, { status: 200, headers: [] })).toBeNull()
  expect(rewriteBatch(request, route, { status: 403, headers: [] })).toBeNull()
  expect(rewriteBatch(request, route, { status: 201, headers: [] })).toMatchObject({ limit: 1_048_576 })
})

test('its JSON is text, and nothing else is', () => {
  const head = (...headers: [string, string][]) => ({ status: 200, headers })
  const type = 'application/vnd.git-lfs+json'
  expect(isLfsText(head(['content-type', type]))).toBe(true)
  expect(isLfsText(head(['content-type', `${type}; charset=utf-8`]))).toBe(true)
  expect(isLfsText(head(['content-type', type], ['content-encoding', 'gzip']))).toBe(false)
  expect(isLfsText(head(['content-type', 'application/octet-stream']))).toBe(false)
  expect(isLfsText(head())).toBe(false)
})
