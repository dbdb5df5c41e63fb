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
/** Of a fetch of an object that only a ref which may not be read has for its tip. */
const fetchOf = (repository: string, oid: string) => [
  'ERR_DENIED: The policy denies this request.',
  `git/read-refs: No ref of acme/${repository} that may be read has ${oid} for its tip.`,
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

/** Gives the upstream a branch that may not be read, and makes it the default one. */
async function hide({ upstream }: Repository): Promise<string> {
  const hidden = await upstream('commit-tree', 'HEAD^{tree}', '-m', 'Hidden')
  await upstream('update-ref', 'refs/heads/hidden', hidden)
  await upstream('symbolic-ref', 'HEAD', 'refs/heads/hidden')
  return hidden
}

test('git prints all of a denied push, and of both denied fetches', async () => {
  const repository = await made('half-git')
  const { git, remote, upstream } = repository
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

  const hidden = await hide(repository)
  const copy = join(gate.directory, 'denied')
  for (const version of ['0', '2']) {
    const fetched = await gate.git('-c', `protocol.version=${version}`, 'clone', '--quiet', remote, copy)
    expect(fetched.status).toBe(128)
    for (const line of fetchOf('half-git', hidden))
      expect(fetched.output).toMatch(new RegExp(`gate: ${escaped(line)}$`, 'm'))
  }
  const read = await gate.git('clone', '--quiet', elsewhere(remote), copy)
  expect(read).toMatchObject({ status: 128, output: expect.stringMatching(/^fatal: remote error: gate: ERR_DENIED/) })
  for (const line of READ) expect(read.output).toMatch(new RegExp(`gate: ${escaped(line)}$`, 'm'))
})

test('what is the tip of a ref that may be read is fetched, by any version, also as the tag of it', async () => {
  const repository = await made('half-read')
  await repository.upstream('tag', '-a', '-m', 'One', 'v1', 'HEAD')
  await repository.upstream('update-ref', 'refs/heads/agent/tag', 'refs/tags/v1^{commit}')
  await hide(repository)
  for (const version of ['0', '2']) {
    const copy = join(gate.directory, `read-${version}`)
    const args = ['clone', '--quiet', '--no-tags', '--single-branch', '--branch', 'agent/1', repository.remote, copy]
    expect(await gate.git('-c', `protocol.version=${version}`, ...args)).toEqual({ status: 0, output: '' })
  }
  const tips = { [await repository.upstream('rev-parse', 'agent/1')]: expect.arrayContaining(['refs/heads/agent/1']) }
  const fetches = (await repository.recorded()).map(({ detail }) => detail as { wanted_refs?: object })
  expect(fetches.flatMap(({ wanted_refs }) => wanted_refs ?? [])).toEqual([tips, tips])
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
  const repository = await made('half-libgit2')
  const { remote, upstream, work } = repository
  const libgit2 = async (...args: string[]) => (await run('/usr/bin/python3', ['-c', LIBGIT2, ...args])).output
  const pushed = await libgit2('push', remote, work)
  expect(pushed).toContain(`rejected refs/heads/topic ${PUSH.join(' ')} exchange `)
  for (const line of PUSH) expect(pushed).toContain(`gate: ${line}\n`)
  expect(await upstream('for-each-ref', '--format=%(refname)')).toBe('refs/heads/agent/1')

  const hidden = await hide(repository)
  const fetched = await libgit2('clone', remote, join(gate.directory, 'libgit2-1'))
  for (const line of fetchOf('half-libgit2', hidden)) expect(fetched).toContain(`gate: ${line}\n`)
  expect(fetched).toMatch(/^failed /m)
  const read = await libgit2('clone', elsewhere(remote), join(gate.directory, 'libgit2-2'))
  expect(read).toMatch(/^failed remote error: gate: ERR_DENIED/)
  for (const line of READ) expect(read).toContain(`gate: ${line}\n`)
})

test('isomorphic-git hands on all of them', async () => {
  const repository = await made('half-isomorphic')
  const { remote, upstream, work } = repository
  const url = new URL(remote)
  const onAuth = () => ({ username: url.username, password: url.password })
  const common = { fs, http, onAuth, url: url.origin + url.pathname }
  const pushed = await isomorphic
    .push({ ...common, dir: work, ref: 'main', remoteRef: 'refs/heads/topic' })
    .catch(words)
  expect(pushed).toContain(`refs/heads/topic: ${PUSH.join(' ')} exchange `)
  expect(await upstream('for-each-ref', '--format=%(refname)')).toBe('refs/heads/agent/1')

  const hidden = await hide(repository)
  const said: string[] = []
  const dir = join(gate.directory, 'isomorphic')
  const onMessage = (message: string) => void said.push(message)
  const fetched = await isomorphic.clone({ ...common, dir, onMessage }).catch(words)
  // It takes the refusal for an empty pack, and fails at what isn't there.
  expect(fetched).toContain('is not available locally')
  for (const line of fetchOf('half-isomorphic', hidden)) expect(said).toContain(`gate: ${line}\n`)
  const read = await isomorphic.clone({ ...common, dir, url: elsewhere(common.url) }).catch(words)
  for (const line of READ) expect(read).toContain(`gate: ${line}\n`)
})

function words(error: unknown): string {
  return (error as Error).message
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
