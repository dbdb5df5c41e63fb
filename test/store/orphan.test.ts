import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopOrphan } from '../../src/store/orphan.ts'

let directory: string
let data: string
const children: ChildProcess[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-orphan-'))
  data = join(directory, 'data')
  await mkdir(data)
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(directory, { recursive: true })
})

/** Stands for a server: a process that has the data directory among its arguments. */
async function server(argument: string): Promise<ChildProcess> {
  const script = 'process.on("SIGINT", () => process.exit(0)); setInterval(() => {}, 1e6); console.log("up")'
  const child = spawn(process.execPath, ['-e', script, argument], { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  await once(child.stdout!, 'data')
  await writeFile(join(data, 'postmaster.pid'), `${child.pid}\n${argument}\n`)
  return child
}

const ownedBy = (pid: number) => writeFile(join(directory, 'owner.pid'), String(pid))
const owner = () => readFile(join(directory, 'owner.pid'), 'utf8')

test('with no server about, this process becomes the owner', async () => {
  await stopOrphan(directory, data)
  expect(await owner()).toBe(String(process.pid))
})

test('a server whose owner is gone is ended, by the signal for a fast shutdown', async () => {
  const orphan = await server(data)
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  await ownedBy(gone.pid!)
  const exit = once(orphan, 'exit')
  await stopOrphan(directory, data)
  expect(await exit).toEqual([0, null])
  expect(await owner()).toBe(String(process.pid))
})

test('a server of another living gateway is left to it', async () => {
  const theirs = await server(data)
  await ownedBy(process.ppid)
  await expect(stopOrphan(directory, data)).rejects.toMatchObject({
    code: 'ERR_STORE_UNAVAILABLE',
    message: `Another Sallyport (process ${process.ppid}) uses ${directory}.`,
  })
  expect([theirs.exitCode, theirs.signalCode]).toEqual([null, null])
  expect(await owner()).toBe(String(process.ppid))
})

test('a process that only inherited the number is left alone', async () => {
  const stranger = await server('something else')
  await stopOrphan(directory, data)
  expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null])
})
