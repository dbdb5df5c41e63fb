import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reachableHome } from '../../src/store/home.ts'

const nobody = { uid: 65_534, gid: 65_534 }
let base: string
let place: string

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sallyport-home-'))
  await chmod(base, 0o755)
  place = join(base, 'place')
})
afterEach(() => rm(base, { recursive: true }))

async function programs(mode: number) {
  const bin = join(base, 'server', 'bin')
  await mkdir(bin, { recursive: true })
  await mkdir(join(base, 'server', 'share'))
  for (const name of ['initdb', 'postgres']) await writeFile(join(bin, name), name, { mode: 0o755 })
  await writeFile(join(base, 'server', 'share', 'words'), 'words')
  await chmod(join(base, 'server'), mode)
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}

test('a home that the account can reach stays as it is', async () => {
  const home = { binaries: await programs(0o755), directory: join(base, 'data') }
  expect(await reachableHome(home, nobody, place)).toEqual(home)
})

test('what lies in a closed directory moves: the data by name, the programs as a copy with all they need', async () => {
  const closed = join(base, 'closed')
  await mkdir(closed, { mode: 0o700 })
  const home = { binaries: await programs(0o700), directory: join(closed, 'state', 'postgres') }
  const moved = await reachableHome(home, nobody, place)
  expect(moved.directory).toMatch(new RegExp(`^${place}/data-[0-9a-f]{16}$`))
  expect(await readFile(moved.binaries.postgres, 'utf8')).toBe('postgres')
  expect(await readFile(moved.binaries.initdb, 'utf8')).toBe('initdb')
  expect(await readFile(join(moved.binaries.postgres, '../../share/words'), 'utf8')).toBe('words')
  expect(await reachableHome(home, nobody, place)).toEqual(moved)
  expect(await readdir(place)).toHaveLength(1)
})
