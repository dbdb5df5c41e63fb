import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Timing } from '../../../src/core/timing.ts'
import { fileSource } from '../../../src/policy/sources/file.ts'
import { snapshot } from '../../../src/policy/sources/snapshot.ts'
import { folderOf } from '../real-opa.ts'
import { hastyTiming, until } from './fake-timing.ts'

const signal = new AbortController().signal
const archiveOf = async (source: ReturnType<typeof fileSource>) => (await source.look(signal))?.archive.toString()

test('a bundle is offered until it is in force, and again once it has changed', async () => {
  const path = join(folderOf({ bundle: 'one' }), 'bundle')
  const source = fileSource(path, hastyTiming())
  expect(source.place).toBe(path)
  expect(await archiveOf(source)).toBe('one')
  const offer = await source.look(signal)
  expect(offer).toEqual({ archive: Buffer.from('one'), etag: null })
  source.activated(offer!)
  expect(await source.look(signal)).toBeNull()
  writeFileSync(`${path}.new`, 'two')
  renameSync(`${path}.new`, path)
  expect(await archiveOf(source)).toBe('two')
  utimesSync(path, 1, 1)
  expect(await archiveOf(source)).toBe('two')
})

/** Does something each time that somebody sleeps. */
function busyTiming(act: (times: number) => void): Timing {
  let times = 0
  return { ...hastyTiming(), sleep: async () => act(++times) }
}

test('what is still being written is read once it is whole', async () => {
  const path = join(folderOf({ bundle: 'a' }), 'bundle')
  const source = fileSource(
    path,
    busyTiming((times) => times < 5 && writeFileSync(path, 'a'.repeat(times + 1))),
  )
  expect(await archiveOf(source)).toBe('aaaaa')
})

test('a folder’s files are those of one moment', async () => {
  const folder = folderOf({ 'data.json': '1', '.manifest': '1' })
  const source = fileSource(
    folder,
    busyTiming((times) => times === 1 && writeFileSync(join(folder, 'data.json'), '2')),
  )
  const after = fileSource(folder, hastyTiming())
  const offer = await source.look(signal)
  expect(offer).toEqual(await after.look(signal))
  source.activated(offer!)
  expect(await source.look(signal)).toBeNull()
})

test('what never stops changing, or is not there, is told of', async () => {
  const path = join(folderOf({ bundle: '' }), 'bundle')
  const source = fileSource(
    path,
    busyTiming((times) => writeFileSync(path, String(times))),
  )
  await expect(source.look(signal)).rejects.toMatchObject({
    code: 'ERR_POLICY_MISSING',
    message: `The policy bundle ${path} doesn't stop changing.`,
    fix: 'Write it elsewhere, and then rename it.',
  })
  rmSync(path)
  await expect(source.look(signal)).rejects.toMatchObject({
    code: 'ERR_POLICY_MISSING',
    message: `The policy bundle ${path} can't be read (ENOENT).`,
  })
})

test('it is looked at every five seconds, and less often while it is of no use', () => {
  const source = fileSource('/absent', { ...hastyTiming(), random: () => 0.5 })
  expect([0, 1, 2, 3, 20].map((failures) => source.delay(failures, 0))).toEqual([5_000, 750, 1_500, 3_000, 45_000])
})

test.each([
  ['written anew', (path: string) => writeFileSync(path, 'two')],
  [
    'renamed over',
    (path: string) => {
      writeFileSync(`${path}.new`, 'two')
      renameSync(`${path}.new`, path)
    },
  ],
  ['taken away', (path: string) => rmSync(path)],
])('a file that is %s is noticed, and what changes beside it is not', async (_what, change) => {
  const folder = folderOf({ bundle: 'one', other: '1' })
  const path = join(folder, 'bundle')
  const timing = hastyTiming()
  const source = fileSource(path, timing)
  source.activated((await source.look(signal))!)
  let noticed = 0
  const end = source.watch!(() => noticed++)
  const slept = timing.slept.length
  writeFileSync(join(folder, 'other'), '2')
  await until(() => timing.slept.length > slept)
  writeFileSync(join(folder, 'other'), '3')
  await until(() => timing.slept.length > slept + 1)
  // Time enough for whoever looks at the bundle after that.
  for (let looks = 0; looks < 10; looks++) await snapshot(path)
  expect(noticed).toBe(0)
  change(path)
  await until(() => noticed > 0)
  end()
})

test('a file inside of a folder that changes is noticed', async () => {
  const folder = folderOf({ 'bundle/data.json': '1' })
  const source = fileSource(join(folder, 'bundle'), hastyTiming())
  await source.look(signal)
  const noticed = new Promise<void>((resolve) => {
    const end = source.watch!(() => {
      end()
      resolve()
    })
  })
  writeFileSync(join(folder, 'bundle', 'data.json'), '2')
  expect(await noticed).toBeUndefined()
})

test('a place that can’t be watched is polled all the same', () => {
  expect(fileSource('/absent/bundle', hastyTiming()).watch!(() => {})()).toBeUndefined()
})
