import { gzipSync } from 'node:zlib'
import { git } from '../../../src/protocols/git/index.ts'
import { packet } from '../../../src/protocols/git/pkt-line.ts'
import { goldensOf } from '../goldens.ts'
import { connection, requestOf } from '../requests.ts'

const OLD = '1'.repeat(40)
const NEW = '2'.repeat(40)
const LFS = 'application/vnd.git-lfs+json'
const PUSH = [['content-type', 'application/x-git-receive-pack-request']] as const

function pushOf(refs: readonly string[]): Buffer {
  const commands = refs.map((ref, at) => packet(`${OLD} ${NEW} ${ref}${at === 0 ? '\0report-status' : ''}`))
  return Buffer.concat([...commands, Buffer.from('0000PACK')])
}

const goldens = goldensOf('git')

test.each(goldens.map(({ name, ...golden }) => [name, golden] as const))('%s', async (_, { request, expected }) => {
  const found = await git.normalise(request).catch(({ code, message }) => ({ code, message }))
  expect(found).toEqual(expected)
})

test('a push of a thousand refs is a thousand operations, in the order of their refs, however its body comes in', async () => {
  const refs = Array.from({ length: 1000 }, (_, at) => `refs/tags/v${at}`)
  for (const step of [1_000_000, 997]) {
    const request = requestOf({
      method: 'POST',
      target: '/acme/shop/git-receive-pack',
      headers: PUSH,
      body: pushOf(refs),
      step,
    })
    const operations = await git.normalise(request)
    expect(operations.map((operation) => operation.resource)).toEqual(refs.toSorted().map((ref) => `acme/shop#${ref}`))
  }
})

test('a compressed push reads the same', async () => {
  const body = pushOf(['refs/heads/main'])
  const read = (headers: readonly (readonly [string, string])[], bytes: Buffer) =>
    git.normalise(requestOf({ method: 'POST', target: '/acme/shop/git-receive-pack', headers, body: bytes, step: 7 }))
  expect(await read([...PUSH, ['content-encoding', 'gzip']], gzipSync(body))).toEqual(await read(PUSH, body))
})

test('an approval is bound to the repository, and not to the bytes of a pack', async () => {
  const request = requestOf({ method: 'POST', target: '/acme/shop.git/git-receive-pack', headers: PUSH, body: '0000' })
  const operations = await git.normalise(request)
  expect(git.binds(request, operations)).toEqual({ target: 'acme/shop', body: false, operations })
})

test('a request goes on as it came, with the credential, and a push with no compressed answer', () => {
  const credential = { kind: 'basic', username: 'x-access-token', password: 't' } as const
  const headers = [
    ['accept-encoding', 'gzip'],
    ['git-protocol', 'version=2'],
  ] as const
  const target = '/acme/shop.git/info/refs?service=git-upload-pack'
  expect(git.authorise(requestOf({ target, headers }), credential, new Date(0))).toEqual({
    method: 'GET',
    target,
    headers: [...headers, ['authorization', 'Basic eC1hY2Nlc3MtdG9rZW46dA==']],
  })
  const call = requestOf({
    method: 'POST',
    target: '/acme/shop.git/git-receive-pack',
    headers: [...PUSH, ['accept-encoding', 'gzip']],
    body: '0000',
  })
  expect(git.authorise(call, { kind: 'none' }, new Date(0))).toEqual({
    method: 'POST',
    target: '/acme/shop.git/git-receive-pack',
    headers: PUSH,
  })
})

test('a redirect stays at the gate, or leads nowhere', () => {
  const answer = (location: string) =>
    git.answer?.(
      {
        status: 301,
        headers: [
          ['location', location],
          ['x', '1'],
        ],
      },
      connection,
      'https://gate.test/c/shop',
    )
  expect(answer('https://git.test/base/new/shop.git/info/refs?service=git-upload-pack')).toEqual({
    status: 301,
    headers: [
      ['location', 'https://gate.test/c/shop/new/shop.git/info/refs?service=git-upload-pack'],
      ['x', '1'],
    ],
  })
  expect(answer('https://elsewhere.test/base/shop')).toEqual({ status: 301, headers: [['x', '1']] })
  expect(answer('https://git.test/outside')).toEqual({ status: 301, headers: [['x', '1']] })
})

test('nothing of git can be masked, but for the JSON of LFS', () => {
  expect(() => git.text({ status: 200, headers: [] })).toThrow(expect.objectContaining({ code: 'ERR_UNMASKABLE' }))
  expect(git.text({ status: 200, headers: [['content-type', LFS]] })).toMatchObject({ codings: [], format: 'text' })
})

describe('a request of LFS', () => {
  const batch = requestOf({
    method: 'POST',
    target: '/acme/shop.git/info/lfs/objects/batch',
    headers: [['content-type', LFS]],
    body: JSON.stringify({ operation: 'upload', objects: [] }),
  })

  test('is an operation of its own, bound to its path and its body, and held in silence', async () => {
    const operations = await git.normalise(batch)
    expect(operations).toMatchObject([{ kind: 'git.lfs.upload', resource: 'acme/shop', detail: { step: 'batch' } }])
    expect(git.binds(batch, operations)).toEqual({
      target: '/acme/shop.git/info/lfs/objects/batch',
      body: true,
      operations,
    })
    expect(await git.wait!(batch)).toBeNull()
  })

  test('goes on with the credential, and its answer is rewritten', () => {
    const credential = { kind: 'bearer', token: 't' } as const
    expect(git.authorise(batch, credential, new Date(0)).headers).toContainEqual(['authorization', 'Bearer t'])
    expect(git.rewrite!(batch, { status: 200, headers: [] })).not.toBeNull()
    const target = '/acme/shop.git/info/refs?service=git-upload-pack'
    expect(git.rewrite!(requestOf({ target }), { status: 200, headers: [] })).toBeNull()
  })
})
