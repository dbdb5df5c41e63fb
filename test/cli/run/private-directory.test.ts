import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { makePrivateDirectory } from '../../../src/cli/run/private-directory.ts'

const parent = mkdtempSync(join(tmpdir(), 'sallyport-private-'))
afterAll(() => rmSync(parent, { recursive: true }))

test('nobody else may look into it, and it goes when it is told to', async () => {
  const directory = await makePrivateDirectory(parent)
  expect(statSync(directory.path).mode & 0o777).toBe(0o700)
  await directory.remove()
  expect(existsSync(directory.path)).toBe(false)
})

test('those of processes that are gone are swept away, and no others', async () => {
  const { pid } = spawnSync('true')
  const mine = await makePrivateDirectory(parent)
  const [, , , started] = basename(mine.path).split('-')
  const names = {
    gone: `sallyport-run-${pid}-1-0123456789ab`,
    earlier: `sallyport-run-${process.pid}-${Number(started) - 1}-0123456789ab`,
    foreign: 'sallyport-run-notes',
  }
  for (const name of Object.values(names)) mkdirSync(join(parent, name))
  const other = await makePrivateDirectory(parent)
  const there = (name: string) => existsSync(join(parent, name))
  expect([there(names.gone), there(names.earlier), there(names.foreign)]).toEqual([false, false, true])
  expect(existsSync(mine.path)).toBe(true)
  await mine.remove()
  await other.remove()
})
