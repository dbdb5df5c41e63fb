import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKept } from '../../src/policy/kept.ts'
import { folderOf } from './real-opa.ts'

const PLACE = 'https://bundles.test/v1/b.tar.gz'
const one = { archive: Buffer.from([0, 1, 255]), etag: '"1"' }
const two = { archive: Buffer.from('two'), etag: null }
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

function start() {
  const directory = join(folderOf({}), 'data', 'policy')
  return { directory, kept: createKept(directory, PLACE), file: (name: string) => join(directory, name) }
}

test('what was kept last is recalled, by this start or another', async () => {
  const { directory, kept, file } = start()
  expect(await kept.recall()).toBeNull()
  await kept.keep(one)
  expect(await kept.recall()).toEqual(one)
  await kept.keep(two)
  expect(await createKept(directory, PLACE).recall()).toEqual(two)
  expect(readFileSync(file('bundle.tar.gz'))).toEqual(two.archive)
  expect(readdirSync(directory).sort()).toEqual(['bundle.json', 'bundle.tar.gz'])
})

test('nobody but the gateway’s account may read it, even where the folder was open before', async () => {
  const { directory, kept, file } = start()
  mkdirSync(directory, { recursive: true })
  chmodSync(directory, 0o755)
  await kept.keep(one)
  expect([mode(directory), mode(file('bundle.tar.gz')), mode(file('bundle.json'))]).toEqual(['700', '600', '600'])
})

test('another service’s bundle is none of this one’s', async () => {
  const { directory, kept } = start()
  await kept.keep(one)
  expect(await createKept(directory, 'https://other.test/b.tar.gz').recall()).toBeNull()
})

test.each([
  [
    'a note that is another bundle’s',
    (note: string) => writeFileSync(note, JSON.stringify({ from: PLACE, sha256: 'aa', etag: '"9"' })),
  ],
  ['a note that is none', (note: string) => writeFileSync(note, '{')],
  ['no note', (note: string) => rmSync(note)],
])('with %s, the bundle is there without its tag', async (_what, spoil) => {
  const { kept, file } = start()
  await kept.keep(one)
  spoil(file('bundle.json'))
  expect(await kept.recall()).toEqual({ ...one, etag: null })
})

test('what can’t be written leaves what was there, and no draft', async () => {
  const { directory, kept, file } = start()
  await kept.keep(one)
  rmSync(file('bundle.json'))
  mkdirSync(file('bundle.json'))
  await expect(kept.keep(two)).rejects.toThrow(/EISDIR/)
  expect(readdirSync(directory).sort()).toEqual(['bundle.json', 'bundle.tar.gz'])
  expect(existsSync(file('bundle.json'))).toBe(true)
})

test('what can’t be read is an error, not nothing', async () => {
  const { kept, file } = start()
  mkdirSync(file('bundle.tar.gz'), { recursive: true })
  await expect(kept.recall()).rejects.toThrow(/EISDIR/)
})
