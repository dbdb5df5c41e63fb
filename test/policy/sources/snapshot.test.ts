import { mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unpack } from '../../../src/policy/bundle.ts'
import { readArchive, snapshot } from '../../../src/policy/sources/snapshot.ts'
import { folderOf } from '../real-opa.ts'

const names = async (path: string) => [...unpack(await readArchive(await snapshot(path))).keys()]

test('a file is read as it is', async () => {
  const folder = folderOf({ 'bundle.tar.gz': 'whatever' })
  expect((await readArchive(await snapshot(join(folder, 'bundle.tar.gz')))).toString()).toBe('whatever')
})

test('a folder’s files make one archive, the same files the same bytes', async () => {
  const files = { '.manifest': '{}', 'policy.wasm': 'wasm', 'rules/git/a.rego': 'package a', 'rules/b.rego': '' }
  const [one, other] = [folderOf(files), folderOf(files)]
  mkdirSync(join(one, 'empty'))
  utimesSync(join(one, '.manifest'), 1, 1)
  const archive = await readArchive(await snapshot(one))
  expect(Object.fromEntries([...unpack(archive)].map(([name, content]) => [name, content.toString()]))).toEqual(files)
  expect(await readArchive(await snapshot(other))).toEqual(archive)
})

test('a volume of Kubernetes is its files, each once', async () => {
  const folder = folderOf({ '..2026_11_22/.manifest': '{}', '..2026_11_22/policy.wasm': 'wasm' })
  symlinkSync('..2026_11_22', join(folder, '..data'))
  for (const name of ['.manifest', 'policy.wasm']) symlinkSync(join('..data', name), join(folder, name))
  expect(await names(folder)).toEqual(['.manifest', 'policy.wasm'])
})

test('any change shows: of content, of time, of names', async () => {
  const folder = folderOf({ a: 'one' })
  const marks = [(await snapshot(folder)).mark]
  const changes = [
    () => writeFileSync(join(folder, 'a'), 'two'),
    () => utimesSync(join(folder, 'a'), 1, 1),
    () => writeFileSync(join(folder, 'b'), ''),
  ]
  for (const change of changes) {
    expect((await snapshot(folder)).mark).toBe(marks.at(-1))
    change()
    marks.push((await snapshot(folder)).mark)
  }
  expect(new Set(marks).size).toBe(4)
})

test('what is not there, too large, or neither file nor folder is refused in words', async () => {
  const folder = folderOf({ large: '', 'in/a': '' })
  const absent = join(folder, 'absent')
  await expect(snapshot(absent)).rejects.toMatchObject({
    code: 'ERR_POLICY_MISSING',
    message: `The policy bundle ${absent} can't be read (ENOENT).`,
  })
  const large = join(folder, 'large')
  truncateSync(large, 64 * 1024 ** 2)
  expect((await snapshot(large)).names).toEqual([''])
  truncateSync(large, 64 * 1024 ** 2 + 1)
  await expect(snapshot(large)).rejects.toMatchObject({
    code: 'ERR_POLICY_BUNDLE',
    message: `The policy bundle can't be read: ${large} has 67108865 bytes, and a bundle has at most 67108864.`,
  })
  symlinkSync('in', join(folder, 'link'))
  truncateSync(large, 0)
  await expect(snapshot(folder)).rejects.toMatchObject({
    code: 'ERR_POLICY_BUNDLE',
    message: `The policy bundle can't be read: ${join(folder, 'link')} is not a regular file.`,
  })
})

test('a name that no archive can hold is refused in words', async () => {
  const name = 'x'.repeat(101)
  await expect(names(folderOf({ [name]: '' }))).rejects.toMatchObject({
    code: 'ERR_POLICY_BUNDLE',
    message: `The policy bundle can't be read: "${name}" is too long a name for a file in a bundle.`,
  })
})

test('a file that goes while it is read is told of', async () => {
  const before = await snapshot(folderOf({ a: '' }))
  const gone = { ...before, names: ['a', 'b'] }
  await expect(readArchive(gone)).rejects.toMatchObject({
    code: 'ERR_POLICY_MISSING',
    message: expect.stringMatching(/b can't be read \(ENOENT\)\.$/),
  })
})
