import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeGitHeaders } from '../../../src/cli/run/git-headers.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-git-headers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const environment = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
const KEY = 'http.https://github.com/.extraheader'

test('headers are taken out of every file that git reads, and put back', async () => {
  const work = join(folder, 'work')
  execFileSync('git', ['init', '--quiet', work], { env: environment })
  const config = join(work, '.git', 'config')
  const included = join(folder, 'included')
  writeFileSync(included, `[http "https://github.com/"]\n\textraheader = A: of the included\n`)
  const git = (...args: string[]) => execFileSync('git', ['-C', work, 'config', ...args], { env: environment })
  git('include.path', included)
  git(KEY, 'A: first')
  git('--add', KEY, 'A: second\nline')
  git('http.sslVerify', 'true')
  const before = [readFileSync(config, 'utf8'), readFileSync(included, 'utf8')]

  const taken = await takeGitHeaders(work, environment)
  expect(taken.places).toEqual([
    { key: KEY, file: included },
    { key: KEY, file: config },
  ])
  expect(taken.left).toEqual([])
  expect(readFileSync(config, 'utf8')).not.toContain('A: ')
  expect(readFileSync(included, 'utf8')).not.toContain('A: ')
  expect(String(git('http.sslVerify'))).toBe('true\n')

  await taken.restore()
  const values = ['A: of the included', 'A: first', 'A: second\nline', '']
  expect(
    String(git('--null', '--get-all', KEY))
      .split('\0')
      .sort(),
  ).toEqual(values.sort())
  await taken.restore()
  expect(before[1]).toBe(readFileSync(included, 'utf8'))
})

test('where there is no repository, and no header, nothing is taken', async () => {
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  expect(await takeGitHeaders(empty, environment)).toMatchObject({ places: [], left: [] })
})
