import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MADE_UP_KEY } from '../../scripts/sample/upstream.ts'
import { type Gate, startGate } from './gate.ts'

let gate: Gate
let work: string
let branch = 0

beforeAll(async () => {
  gate = await startGate({ more: 'approvals: { inline_seconds: 0 }\n' })
  work = join(gate.directory, 'work')
  await gate.git('clone', '--quiet', gate.remote(await gate.session()), work)
}, 60_000)
afterAll(() => gate.close())

/** Commits files, null for what goes, on top of main or of what the branch has. */
async function commit(files: Record<string, string | null>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    if (content === null) await gate.git('-C', work, 'rm', '--quiet', path)
    else {
      await mkdir(join(work, path, '..'), { recursive: true })
      await writeFile(join(work, path), content)
    }
  }
  await gate.git('-C', work, 'add', '--all', '.')
  await gate.git('-C', work, 'commit', '--quiet', '-m', 'Change')
  return (await gate.git('-C', work, 'rev-parse', 'HEAD')).output.trim()
}

async function fresh(): Promise<string> {
  branch++
  await gate.git('-C', work, 'checkout', '--quiet', '-b', `topic-${branch}`, 'origin/main')
  return `topic-${branch}`
}

const push = (...args: string[]) => gate.git('-C', work, 'push', 'origin', ...args)
const flat = (output: string) => output.replace(/\s*\n\s*/g, '\n')

test('a secret that was added and removed again is refused, by file, line and commit, and is said nowhere', async () => {
  const name = await fresh()
  const added = await commit({ 'deploy.env': `# keys\nAWS_ACCESS_KEY_ID=${MADE_UP_KEY}\n` })
  await commit({ 'deploy.env': null })
  const { status, output } = await push(name)
  expect(status).toBe(1)
  expect(flat(output)).toContain(`deploy.env, line 2, in commit ${added.slice(0, 12)} holds a secret (aws-access-key)`)
  expect(await gate.upstreamRef(`refs/heads/${name}`)).toBe('')
  const { sessions } = await gate.people<{ sessions: { id: string }[] }>('/sessions')
  const journal = JSON.stringify(await gate.people(`/sessions/${sessions[0]!.id}`))
  expect([output, journal].filter((text) => text.includes(MADE_UP_KEY))).toEqual([])
}, 60_000)

test('one that an object holds to which no commit leads is refused as well', async () => {
  const name = await fresh()
  await commit({ 'a.txt': 'a\n' })
  const held = join(gate.directory, 'held')
  await writeFile(held, `AWS_ACCESS_KEY_ID=${MADE_UP_KEY}\n`)
  const stray = (await gate.git('-C', work, 'hash-object', '-w', held)).output.trim()
  // A tag of a blob brings it along; the blob belongs to no commit.
  const { status, output } = await push(name, `${stray}:refs/tags/data`)
  expect(status).toBe(1)
  expect(flat(output)).toContain(
    `Object ${stray.slice(0, 12)}, which is in no file of the push's commits, holds a secret (aws-access-key)`,
  )
  expect([await gate.upstreamRef(`refs/heads/${name}`), await gate.upstreamRef('refs/tags/data')]).toEqual(['', ''])
}, 60_000)

test('a workflow file waits for people, and an ordinary one for nobody', async () => {
  const name = await fresh()
  const plain = await commit({ 'src/a.ts': 'export const a = 1\n' })
  expect((await push(name)).status).toBe(0)
  expect(await gate.upstreamRef(`refs/heads/${name}`)).toBe(plain)
  await commit({ '.github/workflows/ci.yml': 'on: push\n' })
  const { status, output } = await push(name)
  expect(status).toBe(1)
  expect(flat(output)).toContain('git/workflow-files: This push changes .github/workflows/ci.yml on refs/heads/topic-')
  expect(await gate.upstreamRef(`refs/heads/${name}`)).toBe(plain)
}, 60_000)

test('a forced push is told as one, and an object that is missing is said to be', async () => {
  const name = await fresh()
  await commit({ 'b.txt': 'b\n' })
  expect((await push(name)).status).toBe(0)
  await gate.git('-C', work, 'commit', '--quiet', '--amend', '-m', 'Other')
  expect((await push('--force', name)).status).toBe(0)
  const { sessions } = await gate.people<{ sessions: { id: string }[] }>('/sessions')
  const { exchanges } = await gate.people<{
    exchanges: { operations: { detail: { ref?: string; inspection?: { forced: boolean } } }[] }[]
  }>(`/sessions/${sessions[0]!.id}`)
  const forced = exchanges.flatMap(({ operations }) =>
    operations.flatMap(({ detail }) => (detail.ref === `refs/heads/${name}` ? (detail.inspection?.forced ?? []) : [])),
  )
  expect(forced).toEqual([false, true])
}, 60_000)

test('nothing stays on disk', async () => {
  const left = await Promise.all(['spool', 'quarantine'].map((folder) => readdir(join(gate.directory, folder))))
  expect(left).toEqual([[], []])
  expect(await readdir(join(gate.directory, 'mirrors'))).toHaveLength(1)
})
