import { readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tidy } from '../../src/repositories/tidy.ts'
import { type Forge, forge, runGit } from './forge.ts'

let it: Forge
beforeAll(async () => {
  it = await forge()
})
afterAll(() => it.close())

const never = new AbortController().signal

/** The mirror of the forge's repository, with so many packs more, each with one commit, as fetches bring them. */
async function mirrorWith(packs: number): Promise<string> {
  return it.mirrors.use(it.name, async (mirror) => {
    await mirror.refresh(it.remote, [], never)
    const folder = join(mirror.path, 'objects', 'pack')
    const tree = await it.there('rev-parse', 'main^{tree}')
    for (let pack = 0; pack < packs; pack++) {
      const commit = (await runGit(mirror.path, ['commit-tree', tree, '-m', `${pack} of ${packs}`])).toString().trim()
      const name = (await runGit(mirror.path, ['pack-objects', '-q', join(folder, 'pack')], `${commit}\n`))
        .toString()
        .trim()
      await writeFile(join(folder, `pack-${name}.promisor`), '')
      await runGit(mirror.path, ['update-ref', `refs/heads/made-${pack}`, commit])
      await rename(join(mirror.path, 'objects', commit.slice(0, 2), commit.slice(2)), join(it.home, 'loose'))
    }
    return mirror.path
  })
}

const packsOf = async (path: string) =>
  (await readdir(join(path, 'objects', 'pack'))).filter((file) => file.endsWith('.pack')).length

test('many packs become one that has everything, and is still a copy without contents', async () => {
  const path = await mirrorWith(40)
  expect(await packsOf(path)).toBe(41)
  await tidy(path)
  expect(await packsOf(path)).toBe(1)
  expect((await runGit(path, ['rev-list', '--all', '--count'])).toString().trim()).toBe('41')
  const missing = (await runGit(path, ['rev-list', '--all', '--objects', '--missing=print'])).toString()
  expect(missing.split('\n').filter((line) => line.startsWith('?'))).toHaveLength(2)
}, 60_000)

test('few packs stay as they are, and a mirror that isn’t there is no failure', async () => {
  const path = await mirrorWith(2)
  const before = await packsOf(path)
  await tidy(path)
  expect(await packsOf(path)).toBe(before)
  await tidy(join(it.home, 'none'))
})
