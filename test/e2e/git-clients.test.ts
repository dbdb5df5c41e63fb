import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeRepository } from './forge.ts'
import { type Gate, run, startGate } from './gate.ts'
import { bundleWith } from './settings.ts'

let gate: Gate

beforeAll(async () => {
  gate = await startGate({
    bundle: bundleWith({
      git: { protected_branches: { names: ['release/*'] } },
      session: { blast_radius: { write: 5000 } },
    }),
  })
}, 60_000)
afterAll(() => gate.close())

const QUIET = { GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }

/** The kinds among them, in the order of their first. */
const kindsOf = (operations: readonly { kind: string }[]) => [...new Set(operations.map(({ kind }) => kind))]

test.each(['0', '1', '2'])('version %s: a clone of nothing, a first push, and a clone of it', async (version) => {
  const repository = await makeRepository(gate, `version-${version}`)
  const { git, upstream, commit } = repository
  const protocol = ['-c', `protocol.version=${version}`]
  const empty = await gate.git(...protocol, 'clone', repository.remote, join(gate.directory, `empty-${version}`))
  expect(empty).toMatchObject({ status: 0 })
  expect(empty.output).toContain('warning: You appear to have cloned an empty repository.')

  const first = await commit('first')
  expect(await git(...protocol, 'push', 'origin', 'main')).toMatchObject({ status: 0 })
  expect(await upstream('rev-parse', 'main')).toBe(first)

  const copy = join(gate.directory, `copy-${version}`)
  expect(await gate.git(...protocol, 'clone', repository.remote, copy)).toMatchObject({ status: 0 })
  expect(readdirSync(copy)).toEqual(['.git', 'first'])

  const fetches = (await repository.recorded()).filter(({ kind }) => kind === 'git.fetch')
  expect(new Set(fetches.map(({ detail }) => (detail as { version: number }).version))).toEqual(
    new Set([Number(version)]),
  )
})

test('a repository of SHA-256', async () => {
  const { git, upstream, commit, remote, recorded } = await makeRepository(gate, 'sha256', {
    init: ['--object-format=sha256'],
  })
  const first = await commit('first')
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(await git('push', 'origin', 'main')).toMatchObject({ status: 0 })
  expect(await upstream('rev-parse', 'main')).toBe(first)
  for (const version of ['0', '2']) {
    const copy = join(gate.directory, `sha256-${version}`)
    expect(await gate.git('-c', `protocol.version=${version}`, 'clone', remote, copy)).toMatchObject({ status: 0 })
    expect((await gate.git('-C', copy, 'rev-parse', 'HEAD')).output.trim()).toBe(first)
  }
  expect((await recorded()).at(-1)).toMatchObject({ kind: 'git.fetch', detail: { wants: [first] } })
})

test('an atomic push moves all of its refs or none, and says that it is one', async () => {
  const { git, upstream, commit, recorded } = await makeRepository(gate, 'atomic')
  const first = await commit('first')
  await git('push', 'origin', 'main', 'main:other')
  await git('checkout', '--quiet', '--orphan', 'stranger')
  await git('commit', '--quiet', '-m', 'Stranger')
  await upstream('config', 'receive.denyNonFastForwards', 'true')
  const refused = await git('push', '--atomic', 'origin', '+stranger:other', 'stranger:new')
  expect(refused.status).toBe(1)
  expect(refused.output).toMatch(/ ! \[remote rejected\] stranger -> new \(.*\)/)
  expect(await upstream('for-each-ref', '--format=%(objectname) %(refname)')).toBe(
    `${first} refs/heads/main\n${first} refs/heads/other`,
  )
  expect((await recorded()).slice(-2)).toMatchObject([
    { resource: 'acme/atomic#refs/heads/new', detail: { atomic: true } },
    { resource: 'acme/atomic#refs/heads/other', detail: { atomic: true } },
  ])
})

test('push options reach the upstream’s hooks, and the record', async () => {
  const { git, commit, recorded } = await makeRepository(gate, 'options', {
    settings: ['receive.advertisePushOptions=true'],
    hook: 'echo "options: $GIT_PUSH_OPTION_COUNT $GIT_PUSH_OPTION_0 $GIT_PUSH_OPTION_1"',
  })
  await commit('first')
  const pushed = await git('push', '-o', 'merge_request.draft', '-o', 'title=a b', 'origin', 'main')
  expect(pushed.status).toBe(0)
  expect(pushed.output).toMatch(/^remote: options: 2 merge_request\.draft title=a b *$/m)
  expect((await recorded()).at(-1)).toMatchObject({ detail: { push_options: ['merge_request.draft', 'title=a b'] } })
})

test('a shallow clone, a push from it, and deeper and deeper', async () => {
  const { git, upstream, commit, remote, recorded } = await makeRepository(gate, 'shallow')
  for (const file of ['one', 'two', 'three']) await commit(file)
  await git('push', 'origin', 'main')
  const copy = join(gate.directory, 'copy-shallow')
  const inside = (...args: string[]) => gate.git('-C', copy, ...args)
  const asked = async () => (await recorded()).findLast(({ detail }) => (detail as { wants?: string[] }).wants?.length)

  expect(await gate.git('clone', '--depth', '1', remote, copy)).toMatchObject({ status: 0 })
  const whole = { boundary: 0, deepen: null, deepen_since: null, deepen_not: [], deepen_relative: false }
  expect(await asked()).toMatchObject({ detail: { shallow: { ...whole, deepen: 1 } } })
  expect((await inside('rev-list', '--count', 'HEAD')).output.trim()).toBe('1')

  await inside('commit', '--quiet', '--allow-empty', '-m', 'From the shallows')
  expect(await inside('push', 'origin', 'HEAD:topic')).toMatchObject({ status: 0 })
  expect(await upstream('rev-list', '--count', 'topic')).toBe('4')

  expect(await inside('fetch', '--deepen', '1')).toMatchObject({ status: 0 })
  expect(await asked()).toMatchObject({
    detail: { shallow: { ...whole, boundary: 1, deepen: 1, deepen_relative: true } },
  })
  expect((await inside('rev-list', '--count', 'origin/main')).output.trim()).toBe('2')
  expect(await inside('fetch', '--shallow-since', '2001-01-01T00:00:00Z')).toMatchObject({ status: 0 })
  expect(await asked()).toMatchObject({ detail: { shallow: { ...whole, boundary: 1, deepen_since: 978307200 } } })
  expect((await inside('rev-list', '--count', 'origin/main')).output.trim()).toBe('3')
  await upstream('tag', 'start', 'main~2')
  expect(await gate.git('clone', '--shallow-exclude', 'start', remote, `${copy}-2`)).toMatchObject({ status: 0 })
  expect(await asked()).toMatchObject({ detail: { shallow: { ...whole, deepen_not: ['start'] } } })
})

test('a partial clone fetches what it lacks when it needs it', async () => {
  const { git, commit, remote, recorded } = await makeRepository(gate, 'partial', {
    settings: ['uploadpack.allowFilter=true', 'uploadpack.allowAnySHA1InWant=true'],
  })
  await commit('first')
  await git('push', 'origin', 'main')
  const copy = join(gate.directory, 'copy-partial')
  expect(await gate.git('clone', '--filter=blob:none', '--no-checkout', remote, copy)).toMatchObject({ status: 0 })
  expect((await recorded()).at(-1)).toMatchObject({ detail: { filter: ['blob:none'] } })
  const blob = (await git('rev-parse', 'HEAD:first')).output.trim()
  expect(await gate.git('-C', copy, 'checkout', 'main')).toMatchObject({ status: 0 })
  expect((await recorded()).at(-1)).toMatchObject({ detail: { wants: [blob] } })
  expect(readdirSync(copy)).toEqual(['.git', 'first'])
  expect(await gate.git('clone', '--filter=combine:blob:limit=1k+tree:4', remote, `${copy}-2`)).toMatchObject({
    status: 0,
  })
  expect(await recorded()).toContainEqual(
    expect.objectContaining({ detail: expect.objectContaining({ filter: ['blob:limit=1k', 'tree:4'] }) }),
  )
})

test('tags, annotated tags, and deletes', async () => {
  const { git, upstream, commit, recorded } = await makeRepository(gate, 'tags')
  await commit('first')
  await git('tag', 'light')
  await git('tag', '-a', '-m', 'Annotated', 'annotated')
  expect(await git('push', 'origin', 'main', 'main:topic', '--tags')).toMatchObject({ status: 0 })
  expect(await upstream('for-each-ref', '--format=%(objecttype) %(refname)')).toBe(
    ['commit refs/heads/main', 'commit refs/heads/topic', 'tag refs/tags/annotated', 'commit refs/tags/light'].join(
      '\n',
    ),
  )
  expect(await git('push', 'origin', '--delete', 'topic')).toMatchObject({ status: 0 })
  expect(await upstream('branch', '--list', 'topic')).toBe('')
  expect((await recorded()).at(-1)).toMatchObject({
    kind: 'git.delete',
    access: 'delete',
    resource: 'acme/tags#refs/heads/topic',
  })
  const kept = await git('push', 'origin', '--delete', 'light')
  expect(kept.status).toBe(1)
  expect(kept.output).toMatch(
    / ! \[remote rejected\] light \(ERR_DENIED: .*sallyport\/default-deny: No rule permits git\.delete on/,
  )
  expect(await upstream('tag', '--list')).toBe('annotated\nlight')
})

test('a mirror: every ref, those that are gone deleted', async () => {
  const { git, upstream, commit, remote } = await makeRepository(gate, 'mirror')
  await commit('first')
  await git('config', '--unset', 'remote.origin.fetch')
  await git('branch', 'one')
  await git('branch', 'two')
  expect(await git('push', '--mirror', 'origin')).toMatchObject({ status: 0 })
  await git('branch', '-D', 'two')
  await git('tag', 'three')
  expect(await git('push', '--mirror', 'origin')).toMatchObject({ status: 0 })
  const refs = ['refs/heads/main', 'refs/heads/one', 'refs/tags/three']
  expect(await upstream('for-each-ref', '--format=%(refname)')).toBe(refs.join('\n'))
  const copy = join(gate.directory, 'copy-mirror')
  expect(await gate.git('clone', '--mirror', remote, copy)).toMatchObject({ status: 0 })
  expect((await gate.git('-C', copy, 'for-each-ref', '--format=%(refname)')).output.trim()).toBe(refs.join('\n'))
})

test('a thousand refs in one push, and a clone of them all', async () => {
  const { git, upstream, commit, remote, recorded, work } = await makeRepository(gate, 'thousand')
  await commit('first')
  // Commits of their own, so that the clone wants a thousand objects.
  const stream = Array.from(
    { length: 1000 },
    (_, at) => `commit refs/heads/many/${at}\ncommitter a <a@test> ${at} +0000\ndata 1\nx\n`,
  )
  const file = join(gate.directory, 'thousand')
  writeFileSync(file, stream.join(''))
  await run('sh', ['-c', 'git -C "$0" fast-import --quiet < "$1"', work, file])
  expect(await git('push', '--quiet', 'origin', 'refs/heads/many/*')).toEqual({ status: 0, output: '' })
  expect((await upstream('for-each-ref', '--format=%(refname)', 'refs/heads/many')).split('\n')).toHaveLength(1000)
  expect((await recorded()).filter(({ kind }) => kind === 'git.push')).toHaveLength(1000)
  expect(await gate.git('clone', '--quiet', '--bare', remote, join(gate.directory, 'copy-thousand'))).toMatchObject({
    status: 0,
  })
  expect((await recorded()).at(-1)).toMatchObject({ detail: { truncated: false, wants: { length: 1000 } } })
})

test('a dry run only looks: nothing is put on record as a push', async () => {
  const { git, upstream, commit, recorded } = await makeRepository(gate, 'dry')
  await commit('first')
  const ran = await git('push', '--dry-run', 'origin', 'main')
  expect(ran.status).toBe(0)
  expect(ran.output).toMatch(/^ \* \[new branch\] +main -> main$/m)
  expect(await upstream('for-each-ref')).toBe('')
  expect(kindsOf(await recorded())).toEqual(['git.push.advertise'])
})

test('a push of more than fits one request is probed, and is on record once', async () => {
  const { git, upstream, commit, recorded } = await makeRepository(gate, 'probed')
  const first = await commit('first')
  expect(await git('-c', 'http.postBuffer=1', 'push', 'origin', 'main')).toMatchObject({ status: 0 })
  expect(await upstream('rev-parse', 'main')).toBe(first)
  expect((await recorded()).map(({ kind }) => kind).slice(-2)).toEqual(['git.push.advertise', 'git.push'])
})

test('an archive is refused in words', async () => {
  const { remote } = await makeRepository(gate, 'archive')
  // Older clients refuse it themselves, without asking.
  expect(await gate.git('archive', '--remote', remote, 'HEAD')).toMatchObject({ status: 128 })
  const { pathname, password } = new URL(remote)
  const answer = await gate.request(`${pathname}/git-upload-archive`, password, {
    method: 'POST',
    headers: { 'content-type': 'application/x-git-upload-archive-request' },
    body: '0012argument HEAD\n0000',
  })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-git-upload-archive-result'])
  expect(await answer.text()).toMatch(
    /^[0-9a-f]{4}ERR gate: ERR_UNINTELLIGIBLE: Git archives over HTTP are not supported\.$/m,
  )
})

test('dumb HTTP is refused in words', async () => {
  const { git, commit, remote } = await makeRepository(gate, 'dumb')
  await commit('first')
  await git('push', 'origin', 'main')
  const ran = await run('git', ['ls-remote', remote], { ...QUIET, GIT_SMART_HTTP: '0' })
  expect(ran.status).toBe(128)
  expect(ran.output).toContain(
    [
      "remote: gate: ERR_UNINTELLIGIBLE: Git's dumb HTTP protocol is not supported.",
      'remote: gate: fix: Use a client that speaks smart HTTP.',
    ].join('\n'),
  )
})
