import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'slonik'
import type { ServerBinaries } from '../../src/store/binaries.ts'
import { type Cluster, runningCluster, startCluster } from '../../src/store/cluster.ts'
import { openPool } from '../../src/store/pool.ts'
import { binaries } from '../support/binaries.ts'

let base: string
let programs: ServerBinaries
const running: Cluster[] = []

async function start(directory: string, options?: Parameters<typeof startCluster>[2]): Promise<Cluster> {
  const cluster = await startCluster(programs, directory, options)
  running.push(cluster)
  return cluster
}

async function ask(url: string, query: ReturnType<typeof sql.unsafe>): Promise<unknown> {
  const pool = await openPool(url, { size: 1 })
  try {
    return await pool.maybeOneFirst(query)
  } finally {
    await pool.end()
  }
}

beforeAll(async () => {
  programs = await binaries()
})
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sallyport-cluster-'))
})
afterEach(async () => {
  for (const cluster of running.splice(0)) await cluster.stop()
  await rm(base, { recursive: true })
})

const table = sql.unsafe`create table kept as select 'still here' as text`
const kept = sql.unsafe`select text from kept`

test('what was stored outlives a stop, and the settings are the ones given', async () => {
  // As left by a first start that was killed halfway.
  await mkdir(join(base, 'data.new'))
  await writeFile(join(base, 'data.new', 'PG_VERSION'), 'half')
  const first = await start(base, { settings: { application_name: 'gate' } })
  expect(await ask(first.url, sql.unsafe`show application_name`)).toBe('gate')
  await ask(first.url, table)
  await first.stop()
  await first.stop()
  await expect(openPool(first.url, { size: 1 })).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
  const second = await start(base)
  expect(await ask(second.url, kept)).toBe('still here')
})

test('the server is on loopback alone, behind a password that only its account can read', async () => {
  const { url } = await start(base)
  expect(await ask(url, sql.unsafe`show listen_addresses`)).toBe('127.0.0.1')
  expect(await ask(url, sql.unsafe`show unix_socket_directories`)).toBe('')
  const { password, hostname } = new URL(url)
  expect(hostname).toBe('127.0.0.1')
  expect(await readFile(join(base, 'password'), 'utf8')).toBe(`${password}\n`)
  expect((await stat(join(base, 'password'))).mode & 0o777).toBe(0o600)
  const wrong = Object.assign(new URL(url), { password: `${password}x` }).href
  await expect(openPool(wrong, { size: 1 })).rejects.toMatchObject({ cause: { code: '28P01' } })
})

test('a pool goes on by itself once the server is back', async () => {
  const first = await start(base)
  const pool = await openPool(first.url, { size: 2 })
  await pool.query(table)
  await first.stop()
  await expect(pool.oneFirst(kept)).rejects.toThrow()
  await start(base, { port: Number(new URL(first.url).port) })
  expect(await pool.oneFirst(kept)).toBe('still here')
  await pool.end()
})

test('after a kill -9 of its owner the server is ended and started anew; before it, refused', async () => {
  const owner = spawn(process.execPath, [join(import.meta.dirname, 'start-cluster.ts'), base])
  const url = String((await once(owner.stdout.setEncoding('utf8'), 'data'))[0]).trim()
  await ask(url, table)
  await expect(startCluster(programs, base)).rejects.toMatchObject({
    code: 'ERR_STORE_UNAVAILABLE',
    message: `Another Sallyport (process ${owner.pid}) uses ${base}.`,
  })
  const exit = once(owner, 'exit')
  owner.kill('SIGKILL')
  await exit
  expect(await ask(url, kept)).toBe('still here')
  const server = async () => (await readFile(join(base, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]
  const orphan = await server()
  const { url: anew } = await start(base)
  expect(await ask(anew, kept)).toBe('still here')
  expect(await server()).not.toBe(orphan)
})

test('programs that fail are said to, and leave nothing that looks like a database', async () => {
  const unavailable = { code: 'ERR_STORE_UNAVAILABLE' }
  const initdb = join(base, 'no-such-program')
  await expect(startCluster({ ...programs, initdb }, base)).rejects.toMatchObject(unavailable)
  expect(await readdir(base)).toEqual(['password'])
  await expect(start(base, { settings: { no_such_setting: '1' } })).rejects.toMatchObject({
    ...unavailable,
    cause: { message: expect.stringContaining('no_such_setting') },
  })
})

test('a server that runs is found by whoever knows its directory, and none where it has ended', async () => {
  expect(await runningCluster(programs, base)).toBeNull()
  const cluster = await start(base)
  expect(await runningCluster(programs, base)).toBe(cluster.url)
  await cluster.stop()
  expect(await runningCluster(programs, base)).toBeNull()
})
