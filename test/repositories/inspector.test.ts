import { execFile } from 'node:child_process'
import { chmod, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type Forge, forge, NONE, runGit } from './forge.ts'

// Assembled, so that no scanner finds it in this file.
const TOKEN = ['ghp', '_', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO', '0pINUx'].join('')

let it: Forge
beforeEach(async () => {
  it = await forge()
})
afterEach(() => it.close())

test('a new branch: its commits, who made them, what they change', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  const first = await it.commit(
    { 'b.bin': Buffer.from([0, 1, 2, 3]), 'src/a.ts': 'export const a = 2\n' },
    'Second\n\nMore',
  )
  const second = await it.commit({ 'README.md': null }, 'Third')
  const people = {
    author: { name: 'Ann', email: 'ann@example.test' },
    committer: { name: 'Bob', email: 'bob@example.test' },
  }
  expect(await it.push(NONE, second)).toEqual({
    target: 'commit',
    forced: false,
    commit_count: 2,
    commits: [
      { oid: second, ...people, signed: false, head: 'Third' },
      { oid: first, ...people, signed: false, head: 'Second' },
    ],
    change_count: 3,
    changes: [
      { path: 'README.md', mode: '000000', size: null, binary: null },
      { path: 'b.bin', mode: '100644', size: 4, binary: true },
      { path: 'src/a.ts', mode: '100644', size: 19, binary: false },
    ],
    finding_count: 0,
    findings: [],
    truncated: false,
  })
})

test('what is added and removed again within a push shows, the secret in it too', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  const added = await it.commit({ 'deploy.sh': `#!/bin/sh\nexport GITHUB_TOKEN=${TOKEN}\n` })
  const removed = await it.commit({ 'deploy.sh': null })
  const found = await it.push(NONE, removed)
  expect(found.changes).toEqual([
    { path: 'deploy.sh', mode: '000000', size: null, binary: null },
    { path: 'deploy.sh', mode: '100644', size: 31 + TOKEN.length, binary: false },
  ])
  expect(found.findings).toEqual([
    {
      rule: 'github-token',
      confidence: 'provider',
      path: 'deploy.sh',
      line: 2,
      commit: added,
      object: await it.git('rev-parse', `${added}:deploy.sh`),
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      ignored: false,
    },
  ])
  expect(JSON.stringify(found)).not.toContain(TOKEN)
})

test('a secret in an object that no commit leads to, in a message, and in an annotated tag', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  const commit = await it.commit({ 'c.txt': 'c\n' }, `Third\n\nwith ${TOKEN}`)
  await it.git('tag', '-a', '-m', `tagged ${TOKEN}`, 'v1')
  const tag = await it.git('rev-parse', 'v1')
  const stray = (await runGit(it.clone, ['hash-object', '-w', '--stdin'], `token ${TOKEN}\n`)).toString().trim()
  const objects = (await it.git('rev-list', '--objects', 'main..v1')).split('\n').map((line) => line.split(' ')[0])
  const pack = await runGit(it.clone, ['pack-objects', '--stdout', '-q'], [...objects, tag, stray, ''].join('\n'))
  const [branch, tagged] = await it.look([`${NONE} ${commit} refs/heads/topic`, `${NONE} ${tag} refs/tags/v1`], pack)
  const sightings = (of: typeof branch) => of!.findings.map(({ path, commit, object }) => [path, commit, object])
  expect(sightings(branch)).toEqual([
    [null, commit, commit],
    [null, null, stray],
  ])
  expect(sightings(tagged)).toEqual([
    [null, commit, commit],
    [null, null, tag],
  ])
  expect(new Set([...branch!.findings, ...tagged!.findings].map(({ fingerprint }) => fingerprint)).size).toBe(1)
})

test('a branch that goes forward is not forced; one that is rewritten is', async () => {
  const old = await it.there('rev-parse', 'main')
  const next = await it.commit({ 'd.txt': 'd\n' })
  expect(await it.push(old, next, 'refs/heads/main')).toMatchObject({ forced: false, commit_count: 1 })
  await it.git('commit', '-q', '--amend', '-m', 'Other')
  await it.git('reset', '-q', '--hard', old)
  await it.git('commit', '-q', '--amend', '-m', 'Rewritten')
  const rewritten = await it.git('rev-parse', 'HEAD')
  expect(await it.push(old, rewritten, 'refs/heads/main')).toMatchObject({ forced: true, commit_count: 1 })
})

test('a rewritten branch is forced where the upstream’s own history is cut off', async () => {
  await it.commit({ 'e.txt': 'e\n' })
  await it.git('push', '-q', it.bare, 'main')
  const cut = join(it.home, 'up', 'cut.git')
  await runGit(it.home, ['clone', '-q', '--bare', '--depth=1', `file://${it.bare}`, cut])
  const shallow = { ...it.remote, url: it.remote.url.replace('shop.git', 'cut.git') }
  const old = await it.git('rev-parse', 'HEAD')
  await it.git('checkout', '-q', '--orphan', 'fresh')
  const next = await it.commit({ 'f.txt': 'f\n' })
  const pack = await it.pack([next])
  const look = (moves: { ref: string; old: string; new: string }[]) =>
    it.inspector.inspect({
      ...it.name,
      repository: 'cut',
      moves,
      pack: () => Readable.from([pack]),
      remote: async () => shallow,
      signal: new AbortController().signal,
    })
  expect(await look([{ ref: 'refs/heads/main', old, new: next }])).toMatchObject([{ forced: true }])
  // What was never here can't be shown to be kept.
  expect(await look([{ ref: 'refs/heads/main', old: 'a'.repeat(40), new: next }])).toMatchObject([
    { forced: true, commit_count: null, truncated: true },
  ])
})

test('symbolic links, submodules, executables, and odd names', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  await symlink('/etc/passwd', join(it.clone, 'link'))
  await it.commit({ 'run.sh': 'echo\n', 'new\nline': 'x', größe: 'y' })
  await chmod(join(it.clone, 'run.sh'), 0o755)
  await it.git('add', 'run.sh')
  const module = 'b'.repeat(40)
  await it.git('update-index', '--add', '--cacheinfo', `160000,${module},vendor/lib`)
  await it.git('commit', '-q', '-m', 'Modes')
  const found = await it.push(NONE, await it.git('rev-parse', 'HEAD'))
  expect(found.changes.map(({ path, mode, size }) => [path, mode, size])).toEqual([
    ['größe', '100644', 1],
    ['link', '120000', 11],
    ['new\nline', '100644', 1],
    ['run.sh', '100644', 5],
    ['run.sh', '100755', 5],
    ['vendor/lib', '160000', null],
  ])
})

test('a merge tells what it alone changes, and what it takes back', async () => {
  const base = await it.there('rev-parse', 'main')
  await it.commit({ '.github/workflows/ci.yml': 'fixed\n' }, 'Fix')
  await it.git('push', '-q', it.bare, 'main', 'main:refs/heads/topic')
  const old = await it.git('rev-parse', 'HEAD')
  await it.git('checkout', '-q', '-b', 'side', base)
  await it.commit({ 'side.txt': 's\n' }, 'Side')
  await it.git('checkout', '-q', '-B', 'topic', old)
  await it.git('merge', '-q', '--no-ff', '--no-edit', 'side')
  const clean = await it.push(old, await it.git('rev-parse', 'HEAD'))
  expect(clean.changes.map(({ path }) => path)).toEqual(['side.txt'])
  // The side's tree, which lacks the fix that the branch and the upstream have: no commit of the push says so.
  const tree = await it.git('rev-parse', 'side^{tree}')
  const evil = await it.git('commit-tree', '-p', old, '-p', 'side', '-m', 'Merge', tree)
  const taken = await it.push(old, evil)
  expect(taken.changes.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    '000000 .github/workflows/ci.yml',
    '100644 side.txt',
  ])
})

test('a pack that leans on what the mirror left out is completed, and only what was pushed counts', async () => {
  await it.commit({ 'big.txt': Array.from({ length: 2_000 }, (_, n) => `line ${n} ${TOKEN}`).join('\n') })
  await it.git('push', '-q', it.bare, 'main')
  await it.git('checkout', '-q', '-b', 'topic')
  const lines = Array.from({ length: 2_000 }, (_, n) => (n === 1_000 ? 'clean' : `line ${n} ${TOKEN}`))
  const next = await it.commit({ 'big.txt': lines.join('\n') })
  const pack = await it.pack([next], [await it.there('rev-parse', 'main')])
  expect(pack.length).toBeLessThan(2_000)
  const [found] = await it.look([`${NONE} ${next} refs/heads/topic`], pack)
  // The pushed file still holds it; the one that it leans on was there before.
  const objects = found!.findings.map(({ object }) => object)
  expect(objects).toEqual([await it.git('rev-parse', 'topic:big.txt')])
  expect(found!.changes).toMatchObject([{ path: 'big.txt', size: lines.join('\n').length }])
})

test('an upstream that can’t leave contents out is mirrored whole', async () => {
  const whole = await forge({ partial: false })
  await whole.git('checkout', '-q', '-b', 'topic')
  const next = await whole.commit({ 'src/a.ts': 'export const a = 1\n'.repeat(201) })
  const pack = await whole.pack([next], [await whole.there('rev-parse', 'main')])
  expect(await whole.look([`${NONE} ${next} refs/heads/topic`], pack)).toMatchObject([
    { changes: [{ path: 'src/a.ts', size: 19 * 201 }] },
  ])
  await whole.close()
})

test('a repository of SHA-256', async () => {
  const wide = await forge({ objectFormat: 'sha256' })
  await wide.git('checkout', '-q', '-b', 'topic')
  const next = await wide.commit({ 'src/a.ts': `${'export const a = 1\n'.repeat(200)}// ${TOKEN}` })
  const pack = await wide.pack([next], [await wide.there('rev-parse', 'main')])
  const [found] = await wide.look([`${'0'.repeat(64)} ${next} refs/heads/topic`], pack)
  expect(found).toMatchObject({ commit_count: 1, findings: [{ path: 'src/a.ts', line: 201, commit: next }] })
  await wide.close()
})

test('the first push to an empty repository', async () => {
  const empty = await forge({ empty: true })
  const first = await empty.commit({ 'a.txt': 'a\n' })
  const found = await empty.look([`${NONE} ${first} refs/heads/main`], await empty.pack([first]))
  expect(found).toMatchObject([{ commit_count: 1, changes: [{ path: 'a.txt', size: 2 }], truncated: false }])
  await empty.close()
})

test('a ref that names no commit', async () => {
  const blob = (await runGit(it.clone, ['hash-object', '-w', '--stdin'], 'loose\n')).toString().trim()
  const pack = await runGit(it.clone, ['pack-objects', '--stdout', '-q'], `${blob}\n`)
  expect(await it.look([`${NONE} ${blob} refs/tags/blob`], pack)).toEqual([
    {
      target: 'blob',
      forced: false,
      commit_count: null,
      commits: [],
      change_count: null,
      changes: [],
      finding_count: 0,
      findings: [],
      truncated: true,
    },
  ])
})

test('fingerprints that the default branch lists are known; those that a push lists are not', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  const next = await it.commit({ 'deploy.sh': `${TOKEN}\n` })
  const before = await it.push(NONE, next)
  const { fingerprint } = before.findings[0]!
  const listing = await it.commit({ '.sallyportignore': `${fingerprint} # a sample\n` })
  expect((await it.push(NONE, listing)).findings).toMatchObject([{ fingerprint, ignored: false }])
  await it.git('checkout', '-q', 'main')
  await it.commit({ '.sallyportignore': `# samples\n${fingerprint}  # a sample\n` })
  await it.git('push', '-q', it.bare, 'main')
  await it.inspector.refresh(it.name, it.remote)
  expect((await it.push(NONE, next)).findings).toMatchObject([{ fingerprint, ignored: true }])
})

test('nothing is left in quarantine, and the upstream’s copy never has what was pushed', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  const next = await it.commit({ 'j.txt': 'j\n' })
  await it.push(NONE, next)
  expect(await readdir(join(it.home, 'quarantine'))).toEqual([])
  const [mirror] = await readdir(join(it.home, 'mirrors'))
  await expect(
    promisify(execFile)('git', ['-C', join(it.home, 'mirrors', mirror!), 'cat-file', '-e', next]),
  ).rejects.toThrow()
})

test('an upstream that can’t be read refuses the push, in words', async () => {
  const next = await it.commit({ 'k.txt': 'k\n' })
  const pack = await it.pack([next])
  await runGit(it.home, ['init', '-q', '--bare', join(it.home, 'gone.git')])
  const look = it.inspector.inspect({
    ...it.name,
    repository: 'gone',
    moves: [{ ref: 'refs/heads/x', old: null, new: next }],
    pack: () => Readable.from([pack]),
    remote: async () => ({ url: it.remote.url.replace('shop.git', 'nowhere.git') }),
    signal: new AbortController().signal,
  })
  await expect(look).rejects.toMatchObject({
    code: 'ERR_INSPECTION_UNAVAILABLE',
    message: 'The gateway can\'t read gone by its connection "forge", and lets no push through unseen.',
  })
})

test('honeytokens are told to whoever asked after them', async () => {
  await it.git('checkout', '-q', '-b', 'topic')
  const next = await it.commit({ 'notes.txt': `see ${TOKEN}` })
  const seen: string[] = []
  const telltales = ['OTHER', 'MIRROR'].map((honeytoken) => ({
    honeytoken,
    value: honeytoken === 'MIRROR' ? TOKEN : 'x'.repeat(20),
  }))
  const pack = await it.pack([next], [await it.there('rev-parse', 'main')])
  await it.look([`${NONE} ${next} refs/heads/topic`], pack, undefined, {
    telltales,
    seen: (honeytoken) => seen.push(honeytoken),
  })
  expect(seen).toEqual(['MIRROR'])
})
