import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { openRepositories } from '../../src/repositories/open.ts'
import { type Forge, forge } from './forge.ts'

let it: Forge
beforeAll(async () => {
  it = await forge()
})
afterAll(() => it.close())

test('what a crash left is gone, and pushes are looked into', async () => {
  await mkdir(join(it.home, 'quarantine', 'left'), { recursive: true })
  const repositories = await openRepositories({ directory: it.home, mirrorBytes: 1, key: Buffer.alloc(32) })
  expect(await readdir(join(it.home, 'quarantine'))).toEqual([])
  const next = await it.commit({ 'a.txt': 'a\n' })
  const pack = await it.pack([next], [await it.there('rev-parse', 'main')])
  const found = await repositories.inspect({
    ...it.name,
    moves: [{ ref: 'refs/heads/x', old: null, new: next }],
    pack: () => Readable.from([pack]),
    remote: async () => it.remote,
    signal: new AbortController().signal,
  })
  expect(found).toMatchObject([{ commit_count: 1, changes: [{ path: 'a.txt' }] }])
  expect(await readdir(join(it.home, 'mirrors'))).toHaveLength(1)
  // A byte is not enough for any.
  await repositories.refresh(it.name, it.remote)
  expect(await readdir(join(it.home, 'mirrors'))).toEqual([])
  await repositories.close()
})
