import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mirror } from '../../src/repositories/mirror.ts'
import { inQuarantine, sweepQuarantines } from '../../src/repositories/quarantine.ts'

const mirror = { path: '/mirrors/a.git' } as Mirror
let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'sallyport-quarantine-')), 'q')
})

test('pushed objects lie beside the mirror’s, and by themselves once they are set apart', async () => {
  await inQuarantine(folder, mirror, async ({ all, pushed, isolate }) => {
    const root = join(folder, (await readdir(folder))[0]!)
    expect(all).toEqual({
      GIT_DIR: '/mirrors/a.git',
      GIT_OBJECT_DIRECTORY: join(root, 'all'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: '/mirrors/a.git/objects',
    })
    expect(pushed).toEqual({ GIT_DIR: '/mirrors/a.git', GIT_OBJECT_DIRECTORY: join(root, 'pushed') })
    for (const name of ['pack-1.pack', 'pack-1.idx', 'pack-2.pack', 'pack-2.idx']) {
      await writeFile(join(root, 'all', 'pack', name), name)
    }
    await isolate('pack-1')
    expect((await readdir(join(root, 'pushed', 'pack'))).sort()).toEqual(['pack-1.idx', 'pack-1.pack'])
  })
})

test('nothing stays, however it ends', async () => {
  expect(await inQuarantine(folder, mirror, async () => 1)).toBe(1)
  await expect(inQuarantine(folder, mirror, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await readdir(folder)).toEqual([])
})

test('what a crash left is swept', async () => {
  await mkdir(join(folder, 'left', 'all'), { recursive: true })
  await sweepQuarantines(folder)
  expect(await readdir(folder)).toEqual([])
})
