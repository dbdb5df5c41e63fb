import fs from 'node:fs'
import { join } from 'node:path'
import isomorphic from 'isomorphic-git'
import http from 'isomorphic-git/http/node'
import { needing } from '../support/parts.ts'
import { makeRepository, type Repository } from './forge.ts'
import { type Gate, run, startGate } from './gate.ts'
import { bundleWith } from './settings.ts'

let gate: Gate

beforeAll(async () => {
  gate = await startGate({
    bundle: bundleWith({
      git: {
        branch_names: { patterns: ['^agent/'] },
        reads: { repositories: ['acme/*'] },
        read_refs: [{ repositories: ['acme/half-*'], refs: ['refs/heads/agent/*'] }],
      },
    }),
  })
}, 60_000)
afterAll(() => gate.close())

/** What every client has to say of a push to a branch whose name isn't allowed. */
const PUSH = [
  'ERR_DENIED: The policy denies this request.',
  'git/branch-names: The name of refs/heads/topic is not one of those that are allowed.',
  'fix: Choose a name that fits ^agent/',
]
/** Of a fetch of objects that may belong to any ref. */
const fetchOf = (repository: string) => [
  'ERR_DENIED: The policy denies this request.',
  `git/read-refs: Which refs of acme/${repository} these objects belong to is not known.`,
  'fix: Fetch only refs/heads/agent/*',
]
/** Of a repository that may not be read at all. */
const READ = [
  'ERR_DENIED: The policy denies this request.',
  'sallyport/default-deny: No rule permits git.fetch on elsewhere/shop.',
  'fix: Keep to what the rules permit, or have a rule added that permits this.',
]

const elsewhere = (remote: string) => remote.replace(/acme\/.*$/, 'elsewhere/shop.git')

async function made(name: string): Promise<Repository> {
  const repository = await makeRepository(gate, name)
  await repository.commit('first')
  await repository.git('push', 'origin', 'main:agent/1')
  await repository.upstream('symbolic-ref', 'HEAD', 'refs/heads/agent/1')
  return repository
}

test('git prints all of a denied push, and of both denied fetches', async () => {
  const { git, remote, upstream } = await made('half-git')
  const pushed = await git('push', 'origin', 'main:topic', 'main:agent/2')
  expect(pushed.status).toBe(1)
  for (const line of PUSH) expect(pushed.output).toMatch(new RegExp(`^remote: gate: ${escaped(line)} *$`, 'm'))
  expect(pushed.output).toMatch(
    new RegExp(` ! \\[remote rejected\\] main -> topic \\(${escaped(PUSH.join(' '))} exchange `),
  )
  expect(pushed.output).toMatch(
    / ! \[remote rejected\] main -> agent\/2 \(ERR_DENIED: .* Another ref of the push is why\. /,
  )
  expect(await upstream('for-each-ref', '--format=%(refname)')).toBe('refs/heads/agent/1')

  const copy = join(gate.directory, 'denied')
  for (const version of ['0', '2']) {
    const fetched = await gate.git('-c', `protocol.version=${version}`, 'clone', '--quiet', remote, copy)
    expect(fetched.status).toBe(128)
    for (const line of fetchOf('half-git')) expect(fetched.output).toMatch(new RegExp(`gate: ${escaped(line)}$`, 'm'))
  }
  const read = await gate.git('clone', '--quiet', elsewhere(remote), copy)
  expect(read).toMatchObject({ status: 128, output: expect.stringMatching(/^fatal: remote error: gate: ERR_DENIED/) })
  for (const line of READ) expect(read.output).toMatch(new RegExp(`gate: ${escaped(line)}$`, 'm'))
})

/** Pushes or clones as any program with libgit2 does, and prints what libgit2 tells it. */
const LIBGIT2 = `
import sys, pygit2
what, url, path = sys.argv[1:]
class Callbacks(pygit2.RemoteCallbacks):
    def push_update_reference(self, ref, message): print('rejected', ref, message)
    def sideband_progress(self, text): print(text, end='')
try:
    if what == 'push':
        repository = pygit2.Repository(path)
        repository.remotes.create('gate', url).push(['refs/heads/main:refs/heads/topic'], callbacks=Callbacks())
    else:
        pygit2.clone_repository(url, path, callbacks=Callbacks())
    print('done')
except Exception as error:
    print('failed', error)
`

needing(
  '/usr/bin/python3',
  '-c',
  'import pygit2',
)('libgit2 hands on all of them', async () => {
  const { remote, upstream, work } = await made('half-libgit2')
  const libgit2 = async (...args: string[]) => (await run('/usr/bin/python3', ['-c', LIBGIT2, ...args])).output
  const pushed = await libgit2('push', remote, work)
  expect(pushed).toContain(`rejected refs/heads/topic ${PUSH.join(' ')} exchange `)
  for (const line of PUSH) expect(pushed).toContain(`gate: ${line}\n`)
  expect(await upstream('for-each-ref', '--format=%(refname)')).toBe('refs/heads/agent/1')

  const fetched = await libgit2('clone', remote, join(gate.directory, 'libgit2-1'))
  for (const line of fetchOf('half-libgit2')) expect(fetched).toContain(`gate: ${line}\n`)
  expect(fetched).toMatch(/^failed /m)
  const read = await libgit2('clone', elsewhere(remote), join(gate.directory, 'libgit2-2'))
  expect(read).toMatch(/^failed remote error: gate: ERR_DENIED/)
  for (const line of READ) expect(read).toContain(`gate: ${line}\n`)
})

test('isomorphic-git hands on all of them', async () => {
  const { remote, upstream, work } = await made('half-isomorphic')
  const url = new URL(remote)
  const onAuth = () => ({ username: url.username, password: url.password })
  const common = { fs, http, onAuth, url: url.origin + url.pathname }
  const pushed = await isomorphic
    .push({ ...common, dir: work, ref: 'main', remoteRef: 'refs/heads/topic' })
    .catch(words)
  expect(pushed).toContain(`refs/heads/topic: ${PUSH.join(' ')} exchange `)
  expect(await upstream('for-each-ref', '--format=%(refname)')).toBe('refs/heads/agent/1')

  const said: string[] = []
  const dir = join(gate.directory, 'isomorphic')
  const onMessage = (message: string) => void said.push(message)
  const fetched = await isomorphic.clone({ ...common, dir, onMessage }).catch(words)
  // It takes the refusal for an empty pack, and fails at what isn't there.
  expect(fetched).toContain('is not available locally')
  for (const line of fetchOf('half-isomorphic')) expect(said).toContain(`gate: ${line}\n`)
  const read = await isomorphic.clone({ ...common, dir, url: elsewhere(common.url) }).catch(words)
  for (const line of READ) expect(read).toContain(`gate: ${line}\n`)
})

function words(error: unknown): string {
  return (error as Error).message
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
