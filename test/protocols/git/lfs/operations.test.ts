import type { Headers } from '../../../../src/core/request.ts'
import { lfsOperations } from '../../../../src/protocols/git/lfs/operations.ts'
import { lfsRouteOf } from '../../../../src/protocols/git/lfs/route.ts'
import { requestOf } from '../../requests.ts'

const OID = 'ab'.repeat(32)
const ref = { name: 'refs/heads/a' }
const repository = 'acme/shop'
const one = { objects: [{ oid: OID, size: 5 }], count: 1, truncated: false, transfers: ['basic'], hash_algo: 'sha256' }

function operationsOf(method: string, call: string, body?: unknown, headers: Headers = []) {
  const request = requestOf({
    method,
    target: `/acme/shop.git/info/lfs/${call}`,
    headers: [['content-type', 'application/vnd.git-lfs+json'], ...headers],
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return lfsOperations(request, lfsRouteOf(request)!)
}

test.each([
  ['upload', 'write'],
  ['download', 'read'],
])('a batch is one %s', async (operation, access) => {
  const batch = { operation, objects: one.objects }
  expect(await operationsOf('POST', 'objects/batch', batch)).toEqual([
    { kind: `git.lfs.${operation}`, access, resource: repository, detail: { repository, step: 'batch', ...one } },
  ])
  expect(await operationsOf('POST', 'objects/batch', { ...batch, ref })).toMatchObject([
    { resource: 'acme/shop#refs/heads/a', detail: { ref: 'refs/heads/a' } },
  ])
})

test('an object is as large as its path says, or its length, or nobody knows', async () => {
  const sizes = (size: number | null) => ({ detail: { objects: [{ oid: OID, size }] } })
  const put = { kind: 'git.lfs.upload', access: 'write', resource: repository }
  expect(await operationsOf('PUT', `objects/${OID}/5`, 'hello', [['content-length', '7']])).toEqual([
    { ...put, detail: { repository, step: 'transfer', ...one } },
  ])
  expect(await operationsOf('PUT', `objects/${OID}`, 'hello', [['content-length', '7']])).toMatchObject([sizes(7)])
  expect(await operationsOf('PUT', `objects/${OID}`, 'hello')).toMatchObject([sizes(null)])
  expect(await operationsOf('GET', `objects/${OID}`)).toMatchObject([
    { kind: 'git.lfs.download', access: 'read', ...sizes(null) },
  ])
})

test('a verification belongs to its upload', async () => {
  expect(await operationsOf('POST', 'verify', { oid: OID, size: 5 })).toEqual([
    { kind: 'git.lfs.upload', access: 'write', resource: repository, detail: { repository, step: 'verify', ...one } },
  ])
})

test('locks are listed, taken and given back', async () => {
  const at = { resource: 'acme/shop#refs/heads/a' }
  const detail = { repository, ref: 'refs/heads/a' }
  const locks = { kind: 'git.lfs.locks', access: 'read', ...at, detail }
  expect(await operationsOf('GET', 'locks?refspec=refs/heads/a')).toEqual([locks])
  expect(await operationsOf('POST', 'locks/verify', { ref })).toEqual([locks])
  expect(await operationsOf('POST', 'locks', { ref, path: 'x' })).toEqual([
    { kind: 'git.lfs.lock', access: 'write', ...at, detail: { ...detail, path: 'x' } },
  ])
  expect(await operationsOf('POST', 'locks/7/unlock', { ref, force: true })).toEqual([
    { kind: 'git.lfs.unlock', access: 'write', ...at, detail: { ...detail, id: '7', force: true } },
  ])
  await expect(operationsOf('POST', 'locks', { ref })).rejects.toThrow('A lock of Git LFS names no path.')
})
