import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { needing } from '../support/parts.ts'
import { makeRepository, type Repository } from './forge.ts'
import { type Gate, startGate } from './gate.ts'
import { type LfsServer, startLfsServer } from './lfs-server.ts'
import { bundleWith } from './settings.ts'

let gate: Gate
let server: LfsServer

beforeAll(async () => {
  server = await startLfsServer()
  gate = await startGate({
    bundle: bundleWith({
      git: {
        lfs: { uploads: ['acme/open-*', 'acme/held-*'], approved_uploads: { repositories: ['acme/held-*'] } },
      },
    }),
    more: `  - name: lfs
    protocol: git
    upstream: ${server.url}/git
    credential: { basic: { username: gate, password: "env:SAMPLE_FORGE_PASSWORD" } }
`,
  })
  server.opens = { folder: join(gate.directory, 'upstream'), password: gate.world.secrets.forgePassword }
}, 60_000)
afterAll(async () => {
  await gate.close()
  await server.close()
})
afterEach(() => {
  server.elsewhere = undefined
  server.requests.length = 0
})

const lfs = needing('git-lfs')
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** A repository whose remote is the forge with LFS, and in it one commit with a large file. */
async function made(name: string, bytes: number): Promise<{ repository: Repository; content: Buffer; remote: string }> {
  const repository = await makeRepository(gate, name)
  const { git, work } = repository
  const remote = repository.remote.replace('/c/forge/', '/c/lfs/')
  await git('remote', 'set-url', 'origin', remote)
  await git('lfs', 'install', '--local')
  await git('lfs', 'track', '*.bin')
  const content = randomBytes(bytes)
  writeFileSync(join(work, 'large.bin'), content)
  await git('add', '.')
  await git('commit', '--quiet', '-m', 'Large')
  return { repository, content, remote }
}

/** What was done, without the listings of refs in between. */
const kinds = async ({ recorded }: Repository) =>
  (await recorded())
    .filter(({ kind }) => kind !== 'git.fetch' && kind !== 'git.push.advertise')
    .map(({ kind, detail }) => [kind, (detail as { step?: string }).step ?? ''].join(' ').trim())

lfs('a push uploads its objects, and a clone downloads them, all through the gate', async () => {
  const { repository, content, remote } = await made('open-push', 20_000_000)
  const pushed = await repository.git('push', 'origin', 'HEAD:agent/1')
  expect(pushed).toMatchObject({ status: 0 })
  const oid = sha256(content)
  expect(server.objects.get(oid)?.equals(content)).toBe(true)
  expect(server.requests).toEqual(['POST locks/verify', 'POST objects/batch', 'PUT objects/OID', 'POST verify'])
  expect(await kinds(repository)).toEqual([
    'git.lfs.locks',
    'git.lfs.upload batch',
    'git.lfs.upload transfer',
    'git.lfs.upload verify',
    'git.push',
  ])
  const object = { oid, size: content.length }
  const uploads = (await repository.recorded()).filter(({ kind }) => kind === 'git.lfs.upload')
  expect(uploads).toMatchObject([
    { resource: 'acme/open-push#refs/heads/agent/1', detail: { ref: 'refs/heads/agent/1', objects: [object] } },
    { resource: 'acme/open-push', access: 'write', detail: { objects: [object] } },
    { resource: 'acme/open-push', detail: { objects: [object] } },
  ])

  const copy = join(gate.directory, 'copy')
  await gate.git('clone', '--quiet', '--branch', 'agent/1', remote, copy)
  await gate.git('-C', copy, 'lfs', 'install', '--local')
  expect(await gate.git('-C', copy, 'lfs', 'pull')).toMatchObject({ status: 0 })
  expect(readFileSync(join(copy, 'large.bin')).equals(content)).toBe(true)
  expect((await kinds(repository)).slice(-2)).toEqual(['git.lfs.download batch', 'git.lfs.download transfer'])
})

lfs('no credential of the upstream’s gets to the client, and every link leads through the gate', async () => {
  const { repository, content } = await made('open-links', 100)
  await repository.git('push', 'origin', 'HEAD:agent/1')
  const object = { oid: sha256(content), size: 100 }
  const missing = { oid: 'a'.repeat(64), size: 7 }
  const answer = await gate.request('/c/lfs/acme/open-links.git/info/lfs/objects/batch', await gate.session(), {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.git-lfs+json', 'accept-encoding': 'gzip' },
    body: JSON.stringify({ operation: 'download', objects: [object, missing] }),
  })
  const text = await answer.text()
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(answer.headers.get('content-length')).toBe(String(text.length))
  expect(text).not.toContain(server.secret)
  const root = `${gate.world.urls.agents}/c/lfs/acme/open-links.git/info/lfs`
  const header = { Accept: 'application/octet-stream' }
  expect(JSON.parse(text)).toEqual({
    transfer: 'basic',
    hash_algo: 'sha256',
    objects: [
      { ...object, actions: { download: { href: `${root}/objects/${object.oid}`, header, expires_in: 600 } } },
      { ...missing, error: { code: 404, message: 'There is no such object.' } },
    ],
  })
})

lfs('objects that are kept elsewhere are refused, and git-lfs says where', async () => {
  const { repository, remote } = await made('open-elsewhere', 100)
  await repository.git('push', 'origin', 'HEAD:agent/1')
  server.elsewhere = 'https://objects.example.test/bucket'
  const copy = join(gate.directory, 'copy-elsewhere')
  await gate.git('clone', '--quiet', '--branch', 'agent/1', remote, copy)
  await gate.git('-C', copy, 'lfs', 'install', '--local')
  const pulled = await gate.git('-C', copy, 'lfs', 'pull')
  expect(pulled.status).not.toBe(0)
  expect(pulled.output).toContain(
    "The server keeps this object at objects.example.test, which Sallyport doesn't lead to.",
  )
})

lfs('a refused upload stops the push, and git-lfs prints why', async () => {
  const { repository } = await made('closed', 100)
  const pushed = await repository.git('push', 'origin', 'HEAD:agent/1')
  expect(pushed.status).not.toBe(0)
  expect(pushed.output).toContain('gate: ERR_DENIED: The policy denies this request.')
  expect(pushed.output).toContain('gate: sallyport/default-deny: No rule permits git.lfs.upload on acme/closed')
  expect(pushed.output).toContain('gate: fix: Keep to what the rules permit, or have a rule added that permits this.')
  expect(server.requests).toEqual(['POST locks/verify'])
  expect(await repository.upstream('for-each-ref')).toBe('')
})

lfs('a held upload waits for people, and goes on', async () => {
  const { repository, content } = await made('held-one', 3000)
  const asked = Date.now()
  const push = gate.push(repository.work, 'origin', 'HEAD:agent/1')
  const id = await gate.approvalSince(asked)
  expect(await gate.people(`/approvals/${id}`)).toMatchObject({
    operations: [
      { kind: 'git.lfs.upload', detail: { step: 'transfer', objects: [{ oid: sha256(content), size: 3000 }] } },
    ],
  })
  expect(server.objects.has(sha256(content))).toBe(false)
  await gate.people(`/approvals/${id}/votes`, { answer: 'approve' })
  expect(await push.done).toMatchObject({ status: 0 })
  expect(server.objects.get(sha256(content))?.equals(content)).toBe(true)
})

lfs('files are locked, listed and unlocked', async () => {
  const { repository } = await made('open-locks', 100)
  await repository.git('push', 'origin', 'HEAD:agent/1')
  expect(await repository.git('lfs', 'lock', 'large.bin')).toMatchObject({ status: 0 })
  expect((await repository.git('lfs', 'locks')).output).toMatch(/^large\.bin\s+gate\s+ID:/)
  expect(await repository.git('lfs', 'unlock', 'large.bin')).toMatchObject({ status: 0 })
  expect((await repository.git('lfs', 'locks')).output).toBe('')
  const recorded = (await repository.recorded()).filter(({ kind }) => /^git\.lfs\.(lock|unlock)$/.test(kind))
  expect(recorded).toMatchObject([
    { kind: 'git.lfs.lock', access: 'write', detail: { path: 'large.bin' } },
    { kind: 'git.lfs.unlock', access: 'write', detail: { force: false } },
  ])
})
