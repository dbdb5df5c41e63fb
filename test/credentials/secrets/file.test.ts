import { mkdtemp, rename, rm, stat, symlink, unlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileReader } from '../../../src/credentials/secrets/file.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-file-'))
})
afterAll(() => rm(directory, { recursive: true }))

const at = (name: string) => ({ from: 'file', name: join(directory, name) }) as const
/** Long after whatever the test writes. */
const later = () => Date.now() + 60_000

test('a file is read again at its next use after it was written, replaced or pointed elsewhere', async () => {
  const read = createFileReader(later)
  const file = at('token')
  await writeFile(file.name, 'one\n')
  expect(await read(file)).toBe('one')
  await writeFile(file.name, 'two\n')
  expect(await read(file)).toBe('two')
  await writeFile(join(directory, 'next'), 'six\n')
  await rename(join(directory, 'next'), file.name)
  expect(await read(file)).toBe('six')
  await writeFile(join(directory, 'data'), 'ten\n')
  await unlink(file.name)
  await symlink(join(directory, 'data'), file.name)
  expect(await read(file)).toBe('ten')
})

test('a file that changed just now is read again, for its marks may not tell the next change', async () => {
  // Another text each time that it is read, and the same marks.
  const file = { from: 'file', name: '/proc/sys/kernel/random/uuid' } as const
  const changed = Math.floor((await stat(file.name)).ctimeMs)
  const twice = async (now: number) => {
    const read = createFileReader(() => now)
    return new Set([await read(file), await read(file)]).size
  }
  expect([await twice(changed + 2_000), await twice(changed + 2_001)]).toEqual([2, 1])
})

test('a file that did not change is not read again', async () => {
  const read = createFileReader(later)
  const file = at('still')
  await writeFile(file.name, 'one')
  expect(await read(file)).toBe('one')
  const inside = await Promise.all(Array.from({ length: 50 }, () => read(file)))
  expect(new Set(inside)).toEqual(new Set(['one']))
  await utimes(file.name, 1, 1)
  expect(await read(file)).toBe('one')
})

test('a file that has gone is refused, and one that is back is read', async () => {
  const read = createFileReader(later)
  const file = at('gone')
  await writeFile(file.name, 'one')
  await read(file)
  await unlink(file.name)
  await expect(read(file)).rejects.toThrow('ENOENT')
  await writeFile(file.name, '')
  await expect(read(file)).rejects.toThrow(`file:${file.name} is empty`)
  await writeFile(file.name, 'two')
  expect(await read(file)).toBe('two')
})
