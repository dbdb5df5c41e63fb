import { type ExecFileException, execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { serveGit } from '../../scripts/sample/forge.ts'
import { closeNow, listenOnLoopback } from '../../scripts/sample/loopback.ts'
import { createInspector, type Inspector, type Pushed } from '../../src/repositories/inspector.ts'
import { createMirrors, type Mirrors } from '../../src/repositories/mirrors.ts'
import { createScanThreads } from '../../src/repositories/scan-threads.ts'
import type { Inspection } from '../../src/repositories/summary.ts'

/** A real upstream with one repository, a clone of it, and what looks into pushes. */
export interface Forge {
  readonly home: string
  readonly bare: string
  readonly clone: string
  readonly inspector: Inspector
  readonly mirrors: Mirrors
  /** Where git finds the repository. */
  readonly remote: { readonly url: string }
  readonly name: { connection: string; repository: string; objectFormat: 'sha1' | 'sha256' }
  /** Everything that the upstream was asked. */
  readonly requests: string[]
  /** Runs git in the clone, and answers what it printed. */
  git(...args: string[]): Promise<string>
  /** Runs git in the upstream's repository. */
  there(...args: string[]): Promise<string>
  /** Writes files, commits them all, and answers the commit's name. */
  commit(files: Record<string, string | Buffer | null>, message?: string): Promise<string>
  /** The pack that git would push these by, thin. */
  pack(news: readonly string[], olds?: readonly string[]): Promise<Buffer>
  /** Looks into a push of moves, written `old new ref`. */
  look(
    moves: readonly string[],
    pack: Buffer,
    signal?: AbortSignal,
    honeytokens?: Pushed['honeytokens'],
  ): Promise<readonly Inspection[]>
  /** The same of one ref, by the pack that git would send to what the upstream has on main. */
  push(old: string, next: string, ref?: string): Promise<Inspection>
  close(): Promise<void>
}

export const NONE = '0'.repeat(40)
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.test',
  GIT_COMMITTER_NAME: 'Bob',
  GIT_COMMITTER_EMAIL: 'bob@example.test',
  GIT_AUTHOR_DATE: '1700000000 +0000',
  GIT_COMMITTER_DATE: '1700000000 +0000',
  LC_ALL: 'C',
}

export async function forge(
  options: { partial?: boolean; objectFormat?: 'sha1' | 'sha256'; empty?: boolean } = {},
): Promise<Forge> {
  const { partial = true, objectFormat = 'sha1' } = options
  const home = mkdtempSync(join(tmpdir(), 'sallyport-repositories-'))
  const [bare, clone] = [join(home, 'up', 'shop.git'), join(home, 'clone')]
  const requests: string[] = []
  const server = createServer((req, res) => {
    requests.push(`${req.method} ${req.url}`)
    const [path, query = ''] = req.url!.split('?', 2) as [string, string?]
    serveGit(join(home, 'up'), path, query, req, res)
  })
  const url = await listenOnLoopback(server, 0)
  const run = (cwd: string, args: readonly string[], input?: string) => runGit(cwd, args, input)
  await run(home, ['init', '-q', '--bare', '-b', 'main', `--object-format=${objectFormat}`, bare])
  await run(bare, ['config', 'uploadpack.allowFilter', String(partial)])
  await run(home, ['init', '-q', '-b', 'main', `--object-format=${objectFormat}`, clone])
  const threads = createScanThreads(2)
  const mirrors = createMirrors(join(home, 'mirrors'), 1024 ** 3)
  const inspector = createInspector({ mirrors, folder: join(home, 'quarantine'), threads, key: Buffer.alloc(32, 7) })
  const name = { connection: 'forge', repository: 'shop', objectFormat }
  const remote = { url: `${url}/shop.git` }

  const it: Forge = {
    ...{ home, bare, clone, inspector, mirrors, remote, name, requests },
    git: async (...args) => (await run(clone, args)).toString().trim(),
    there: async (...args) => (await run(bare, args)).toString().trim(),
    async commit(files, message = 'Change') {
      for (const [path, content] of Object.entries(files)) {
        if (content === null) await rm(join(clone, path))
        else {
          const folder = join(clone, path, '..')
          await mkdir(folder, { recursive: true })
          await writeFile(join(clone, path), content)
        }
      }
      await run(clone, ['add', '--all', '.'])
      await run(clone, ['commit', '-q', '--allow-empty', '-m', message])
      return it.git('rev-parse', 'HEAD')
    },
    pack: (news, olds = []) =>
      run(
        clone,
        ['pack-objects', '--revs', '--thin', '--stdout', '-q', '--delta-base-offset'],
        [...news, ...olds.map((old) => `^${old}`), ''].join('\n'),
      ),
    look: (moves, pack, signal = new AbortController().signal, honeytokens) =>
      inspector.inspect({
        ...name,
        moves: moves.map((move) => {
          const [old, next, ref] = move.split(' ') as [string, string, string]
          return { ref, old: /^0+$/.test(old) ? null : old, new: next }
        }),
        pack: () => Readable.from([pack]),
        remote: async () => remote,
        signal,
        ...(honeytokens && { honeytokens }),
      }),
    push: async (old, next, ref = 'refs/heads/topic') =>
      (await it.look([`${old} ${next} ${ref}`], await it.pack([next], [await it.there('rev-parse', 'main')])))[0]!,
    async close() {
      await threads.close()
      await closeNow(server)
      await rm(home, { recursive: true, force: true })
    },
  }
  if (options.empty !== true) {
    await it.commit({ 'README.md': '# Shop\n', 'src/a.ts': 'export const a = 1\n'.repeat(200) }, 'First')
    await it.git('push', '-q', bare, 'main')
  }
  return it
}

/** Runs git, cut off from the machine's own settings; rejects with what it printed where it fails. */
export function runGit(cwd: string, args: readonly string[], input?: string | Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, HOME: cwd, ...ENVIRONMENT }
    const options = { cwd, env, encoding: 'buffer', maxBuffer: 256 * 1024 ** 2 } as const
    const child = execFile('git', args, options, (error: ExecFileException | null, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`git ${args.join(' ')}: ${stderr}`))
    })
    child.stdin!.on('error', () => {})
    child.stdin!.end(input)
  })
}
