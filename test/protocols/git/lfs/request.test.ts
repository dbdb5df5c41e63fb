import { readBatch, readLocking, readVerification, refOfQuery } from '../../../../src/protocols/git/lfs/request.ts'

const OID = 'ab'.repeat(32)
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
const objects = [{ oid: OID, size: 5 }]

test('a batch as git-lfs sends it', () => {
  const sent = {
    operation: 'upload',
    objects,
    transfers: ['lfs-standalone-file', 'basic'],
    ref: { name: 'refs/heads/a' },
    hash_algo: 'sha256',
  }
  expect(readBatch(bytes(sent))).toEqual({
    operation: 'upload',
    ref: 'refs/heads/a',
    objects,
    count: 1,
    truncated: false,
    transfers: ['lfs-standalone-file', 'basic'],
  })
})

test('what a batch may leave out', () => {
  const read = { operation: 'download', ref: undefined, objects, count: 1, truncated: false, transfers: ['basic'] }
  for (const more of [
    {},
    { ref: null, transfers: null, hash_algo: null },
    { ref: {}, transfers: [] },
    { ref: { name: '' } },
  ]) {
    expect(readBatch(bytes({ operation: 'download', objects, ...more }))).toEqual(read)
  }
})

test('two hundred objects are listed, and all are counted', () => {
  const many = Array.from({ length: 201 }, (_, size) => ({ oid: OID, size }))
  const batch = readBatch(bytes({ operation: 'upload', objects: many }))
  expect(batch).toMatchObject({ objects: many.slice(0, 200), count: 201, truncated: true })
})

test.each([
  [{ objects }, 'A batch of Git LFS is either an upload or a download.'],
  [{ operation: 'delete', objects }, 'A batch of Git LFS is either an upload or a download.'],
  [{ operation: 'upload' }, 'A batch of Git LFS lists its objects.'],
  [{ operation: 'upload', objects: {} }, 'A batch of Git LFS lists its objects.'],
  [{ operation: 'upload', objects, transfers: [1] }, "A batch's transfers are not a list of names."],
  [
    { operation: 'upload', objects, hash_algo: 'sha512' },
    'Sallyport reads objects of Git LFS that are named by their SHA-256 alone.',
  ],
  [{ operation: 'upload', objects: ['x'] }, 'An object of Git LFS is not named by a SHA-256.'],
  [{ operation: 'upload', objects: [{ oid: '$(id)', size: 1 }] }, 'An object of Git LFS is not named by a SHA-256.'],
  [{ operation: 'upload', objects: [{ oid: OID }] }, 'An object of Git LFS has no size.'],
  [{ operation: 'upload', objects: [{ oid: OID, size: -1 }] }, 'An object of Git LFS has no size.'],
  [{ operation: 'upload', objects, ref: { name: '--x' } }, 'The request of Git LFS names a ref that is none.'],
  [{ operation: 'upload', objects, ref: 'refs/heads/a' }, 'The request of Git LFS names a ref that is none.'],
])('%j is refused', (sent, message) => {
  expect(() => readBatch(bytes(sent))).toThrow(expect.objectContaining({ code: 'ERR_UNINTELLIGIBLE', message }))
})

test('a verification names its object', () => {
  expect(readVerification(bytes({ oid: OID, size: 5 }))).toEqual({ oid: OID, size: 5 })
  expect(() => readVerification(bytes({ oid: OID }))).toThrow('An object of Git LFS has no size.')
})

test('locking names a path, a ref and force, any of which may be missing', () => {
  expect(readLocking(bytes({ path: 'a', ref: { name: 'refs/heads/b' }, force: true }))).toEqual({
    path: 'a',
    ref: 'refs/heads/b',
    force: true,
  })
  expect(readLocking(bytes({}))).toEqual({ path: undefined, ref: undefined, force: false })
  expect(() => readLocking(bytes({ path: '' }))).toThrow('The path to lock is none.')
  expect(() => readLocking(bytes({ force: 'yes' }))).toThrow("A lock's force is neither true nor false.")
})

test('a query for locks may name one ref', () => {
  expect([refOfQuery(''), refOfQuery('?refspec='), refOfQuery('?limit=1&refspec=refs%2Fheads%2Fa')]).toEqual([
    undefined,
    undefined,
    'refs/heads/a',
  ])
  expect(() => refOfQuery('?refspec=refs/heads/a&refspec=refs/heads/b')).toThrow('more than one ref')
  expect(() => refOfQuery('?refspec=--x')).toThrow('names a ref that is none')
})
