import { Readable } from 'node:stream'
import { GitFailed, git, gitLines, gitOutput } from '../../src/repositories/git.ts'

const never = new AbortController().signal

test('answers what git prints', async () => {
  const out = await git({ args: ['version'], env: {}, signal: never })
  expect(out.toString()).toMatch(/^git version /)
})

test('git sees none of this process’s own settings, and may speak nothing but HTTP', async () => {
  process.env.GIT_AUTHOR_NAME = 'leaked'
  const seen = await git({ args: ['config', '--list'], env: { GIT_DIR: '/nonexistent' }, signal: never })
  delete process.env.GIT_AUTHOR_NAME
  expect(seen.toString()).not.toContain('leaked')
  await expect(git({ args: ['ls-remote', 'file:///nonexistent'], env: {}, signal: never })).rejects.toMatchObject({
    stderr: expect.stringContaining("transport 'file' not allowed"),
  })
})

test('reads what it is given', async () => {
  const run = { args: ['hash-object', '--stdin'], env: {}, signal: never }
  const name = 'ce013625030ba8dba906f756967f9e9ca394464a\n'
  expect((await git({ ...run, stdin: 'hello\n' })).toString()).toBe(name)
  expect((await git({ ...run, stdin: Readable.from([Buffer.from('hel'), Buffer.from('lo\n')]) })).toString()).toBe(name)
})

test('what git fails with is told, for the log', async () => {
  const failed = git({ args: ['cat-file', '-t', 'x'], env: { GIT_DIR: '/nonexistent' }, signal: never })
  await expect(failed).rejects.toBeInstanceOf(GitFailed)
  await expect(failed).rejects.toMatchObject({ status: 128, stderr: expect.stringContaining('not a git repository') })
})

test('aborting ends git, whatever it waits for', async () => {
  const gone = new AbortController()
  const waiting = git({
    args: ['hash-object', '--stdin'],
    env: {},
    signal: gone.signal,
    stdin: new Readable({ read() {} }),
  })
  setImmediate(() => gone.abort(new Error('enough')))
  await expect(waiting).rejects.toThrow('enough')
  await expect(git({ args: ['version'], env: {}, signal: gone.signal })).rejects.toThrow('enough')
})

test('who takes the output can end git', async () => {
  const run = { args: ['version'], env: {}, signal: never }
  await expect(
    gitOutput(run, () => {
      throw new Error('seen enough')
    }),
  ).rejects.toThrow('seen enough')
})

test('a source that fails ends git', async () => {
  const stdin = new Readable({
    read() {
      this.destroy(new Error('gone'))
    },
  })
  await expect(git({ args: ['hash-object', '--stdin'], env: {}, signal: never, stdin })).rejects.toBeInstanceOf(
    GitFailed,
  )
})

test('limits hold: more memory than is given is an error', async () => {
  const limits = { cpuSeconds: 10, dataBytes: 1024 }
  await expect(git({ args: ['version'], env: {}, signal: never, limits })).rejects.toBeInstanceOf(GitFailed)
})

test('output comes line by line', async () => {
  const seen: string[] = []
  const args = ['stripspace']
  await gitLines(
    { args, env: {}, stdin: `${'long '.repeat(50_000)}\nb\n`, signal: never },
    (line) => void seen.push(line),
  )
  expect(seen.map((line) => line.length)).toEqual([5 * 50_000 - 1, 1])
})
