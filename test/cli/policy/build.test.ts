import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBundle } from '../../../src/policy/bundle.ts'
import { folderOf, needingOpa } from '../../policy/real-opa.ts'
import { policiesWith } from '../../policy/workshop/policies.ts'
import { sallyport } from '../run-cli.ts'

const test = needingOpa()

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=Ann', '-c', 'user.email=ann@example.test', ...args], {
    encoding: 'utf8',
    env: { ...process.env, GIT_COMMITTER_DATE: '1750000000 +0000', GIT_CONFIG_GLOBAL: '/dev/null' },
  }).trim()

test('a bundle is named by its commit, and ordered by the time of it', async () => {
  const policies = policiesWith({})
  const output = join(folderOf({}), 'bundle.tar.gz')
  git(policies, 'init', '--quiet')
  git(policies, 'add', '.')
  git(policies, 'commit', '--quiet', '--message', 'Policies')
  const commit = git(policies, 'rev-parse', 'HEAD')
  const ran = await sallyport(['policy', 'build', policies, '--output', output])
  expect(ran).toEqual({
    status: 0,
    out: `${output} has the revision ${commit} and the sequence 1750000000.\n`,
    err: '',
  })
  expect(readBundle(readFileSync(output))).toMatchObject({ revision: commit, sequence: 1_750_000_000 })
  writeFileSync(join(policies, 'new.rego'), 'package new\n')
  expect((await sallyport(['policy', 'build', policies, '-o', output])).out).toContain(`${commit}-changed`)
}, 60_000)

test('or by what it is told', async () => {
  const output = join(folderOf({}), 'bundle.tar.gz')
  const named = ['--revision', 'r7', '--sequence', '7', '--output', output]
  expect((await sallyport(['policy', 'build', policiesWith({}), ...named])).status).toBe(0)
  expect(readBundle(readFileSync(output))).toMatchObject({ revision: 'r7', sequence: 7 })
}, 60_000)

test('outside of git it has to be told', async () => {
  const ran = await sallyport(['policy', 'build', policiesWith({})])
  expect(ran.status).toBe(1)
  expect(ran.err).toContain('is in no git repository that has a commit.\nfix: Name the bundle with --revision')
}, 60_000)

test('what OPA has against it is what is printed', async () => {
  const policies = policiesWith({ 'rules/git/odd/odd.rego': 'package sallyport.rules.git.odd\n\ndeny := x\n' })
  const ran = await sallyport(['policy', 'build', policies, '--revision', 'r7', '--sequence', '7'])
  expect([ran.status, ran.out]).toEqual([1, ''])
  expect(ran.err).toContain('rules/git/odd/odd.rego:3: rego_unsafe_var_error: var x is unsafe')
  expect(ran.err).not.toContain('    at ')
}, 60_000)
