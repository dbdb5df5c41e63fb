import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createMirror, type Mirror } from '../../src/repositories/mirror.ts'
import { type Forge, forge, runGit } from './forge.ts'

let it: Forge
let mirror: Mirror
beforeEach(async () => {
  it = await forge()
  mirror = createMirror(join(it.home, 'mirrors'), it.name)
})
afterEach(() => it.close())

const never = new AbortController().signal
const refs = async () =>
  (await runGit(mirror.path, ['for-each-ref', '--format=%(refname) %(objectname)'])).toString().trim().split('\n')

test('branches, tags and HEAD are there after the first fetch, and no file’s contents', async () => {
  expect(await mirror.ready()).toBe(false)
  await it.git('tag', 'v1')
  await it.git('push', '-q', it.bare, 'v1', 'main:refs/notes/commits')
  await mirror.refresh(it.remote, ['refs/notes/commits', 'refs/heads/main'], never)
  expect(await mirror.ready()).toBe(true)
  const main = await it.there('rev-parse', 'main')
  expect(await refs()).toEqual(
    ['refs/heads/main', 'refs/sallyport/HEAD', 'refs/sallyport/named/notes/commits', 'refs/tags/v1'].map(
      (ref) => `${ref} ${main}`,
    ),
  )
  const types = (
    await runGit(mirror.path, ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype)'])
  ).toString()
  expect([types.includes('commit'), types.includes('tree'), types.includes('blob')]).toEqual([true, true, false])
  expect((await readFile(join(mirror.path, 'description'))).toString()).toBe('forge shop\n')
})

test('what the upstream has deleted goes, and a ref that is gone is no trouble', async () => {
  await it.git('push', '-q', it.bare, 'main:refs/heads/old')
  await mirror.refresh(it.remote, [], never)
  await it.there('branch', '-D', 'old')
  await mirror.refresh(it.remote, ['refs/notes/gone'], never)
  expect((await refs()).map((line) => line.split(' ')[0])).toEqual(['refs/heads/main', 'refs/sallyport/HEAD'])
})

test('many at once fetch twice: what was under way, and what came after it began', async () => {
  await mirror.refresh(it.remote, [], never)
  const asked = it.requests.length
  await mirror.refresh(it.remote, [], never)
  const each = it.requests.length - asked
  await Promise.all(Array.from({ length: 8 }, () => mirror.refresh(it.remote, [], never)))
  expect(it.requests.length - asked - each).toBe(each)
  const first = mirror.refresh(it.remote, [], never)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await Promise.all([first, ...Array.from({ length: 8 }, () => mirror.refresh(it.remote, [], never))])
  expect(it.requests.length - asked - 2 * each).toBe(2 * each)
})

test('a fetch that its own request gave up is done by the one that waited for it', async () => {
  const gone = new AbortController()
  const given = mirror.refresh(it.remote, [], gone.signal)
  const joined = mirror.refresh(it.remote, [], never)
  gone.abort(new Error('gone'))
  await expect(given).rejects.toThrow('gone')
  await joined
  expect(await mirror.ready()).toBe(true)
})

test('a mirror that is damaged is made anew', async () => {
  await mirror.refresh(it.remote, [], never)
  for (const name of await readdir(join(mirror.path, 'objects', 'pack'))) {
    await rm(join(mirror.path, 'objects', 'pack', name))
    await writeFile(join(mirror.path, 'objects', 'pack', name), 'rubbish')
  }
  await writeFile(join(mirror.path, 'packed-refs'), 'rubbish\n')
  await writeFile(join(mirror.path, 'HEAD'), 'rubbish\n')
  await mirror.refresh(it.remote, [], never)
  expect((await refs()).map((line) => line.split(' ')[0])).toEqual(['refs/heads/main', 'refs/sallyport/HEAD'])
})

test('one that was never made whole is begun again', async () => {
  await mirror.refresh(it.remote, [], never)
  await rm(join(mirror.path, 'description'))
  await rm(join(mirror.path, 'config'))
  await mirror.refresh(it.remote, [], never)
  expect(await mirror.ready()).toBe(true)
})

test('an upstream that isn’t there is told apart from damage: what is here stays', async () => {
  await mirror.refresh(it.remote, [], never)
  const away = { url: it.remote.url.replace('shop', 'nowhere') }
  await expect(mirror.refresh(away, [], never)).rejects.toMatchObject({
    code: 'ERR_INSPECTION_UNAVAILABLE',
    status: 503,
  })
  expect(await mirror.ready()).toBe(true)
})

test('names never lead out of the folder, nor to one another', () => {
  const pathOf = (connection: string, repository: string) =>
    createMirror('/mirrors', { connection, repository, objectFormat: 'sha1' }).path
  expect(pathOf('a', '../../etc')).toMatch(/^\/mirrors\/[0-9a-f]{40}\.git$/)
  expect(new Set([pathOf('a', 'b/c'), pathOf('a/b', 'c'), pathOf('a', 'b'), pathOf('b', 'a')]).size).toBe(4)
})
