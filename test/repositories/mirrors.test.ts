import { mkdir, mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMirrors } from '../../src/repositories/mirrors.ts'

const nameOf = (repository: string) => ({ connection: 'c', repository, objectFormat: 'sha1' as const })

/** A mirror of so many bytes, last used so many seconds after the epoch. */
async function make(path: string, bytes: number, usedAt: number): Promise<void> {
  await mkdir(join(path, 'objects', 'pack'), { recursive: true })
  await writeFile(join(path, 'objects', 'pack', 'p'), Buffer.alloc(bytes))
  await utimes(path, usedAt, usedAt)
}

test('those not used for the longest time go first, those in use stay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-mirrors-'))
  const mirrors = createMirrors(folder, 150_000)
  const paths: string[] = []
  for (const [index, repository] of ['a', 'b', 'c'].entries()) {
    await mirrors.use(nameOf(repository), async ({ path }) => paths.push(path))
    await make(paths[index]!, 100_000, index + 1)
  }
  await mirrors.use(nameOf('a'), async () => {
    await mirrors.trim()
  })
  expect((await readdir(folder)).map((name) => paths.indexOf(join(folder, name)))).toEqual([0])
  await mirrors.trim()
  expect(await readdir(folder)).toHaveLength(1)
})

test('users of one repository at a time share its mirror', async () => {
  const mirrors = createMirrors('/nowhere', 1)
  await mirrors.use(nameOf('a'), async (first) => {
    await mirrors.use(nameOf('a'), async (second) => expect(second).toBe(first))
    await mirrors.use(nameOf('b'), async (other) => expect(other).not.toBe(first))
  })
})
