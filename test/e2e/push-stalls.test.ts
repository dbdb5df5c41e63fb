import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readlink, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { type Gate, startGate } from './gate.ts'

let gate: Gate
let token: string
/** A push of one commit to a new branch, as bytes on the wire; `head` is how many of them come before its pack. */
let push: { bytes: Buffer; head: number }

beforeAll(async () => {
  gate = await startGate()
  token = await gate.session({ run_id: 'stalls' })
  const work = join(gate.directory, 'work')
  await gate.git('clone', '--quiet', gate.remote(token), work)
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', 'Work')
  push = await pushOf(work)
}, 60_000)
afterAll(() => gate.close())

/** The push of the work tree's last commit alone. */
async function pushOf(work: string): Promise<{ bytes: Buffer; head: number }> {
  const tip = (await gate.git('-C', work, 'rev-parse', 'HEAD')).output.trim()
  const args = ['-C', work, 'pack-objects', '--revs', '--thin', '--stdout', '-q']
  const pack = execFileSync('git', args, { input: `${tip}\n^${tip}~1\n`, maxBuffer: 16 * 1024 ** 2 })
  const command = `${'0'.repeat(40)} ${tip} refs/heads/stalled\0report-status\n`
  const body = Buffer.concat([Buffer.from(`${(command.length + 4).toString(16).padStart(4, '0') + command}0000`), pack])
  const head = Buffer.from(
    `POST /c/forge/acme/shop.git/git-receive-pack HTTP/1.1\r\nhost: gate\r\nconnection: close\r\n` +
      `authorization: Bearer ${token}\r\ncontent-type: application/x-git-receive-pack-request\r\n` +
      `content-length: ${body.length}\r\n\r\n`,
  )
  return { bytes: Buffer.concat([head, body]), head: head.length + body.length - pack.length }
}

function dial(): Socket {
  const { hostname, port } = new URL(gate.world.urls.agents)
  return connect(Number(port), hostname)
    .setNoDelay()
    .on('error', () => {})
}

/** What the gateway holds of pushes: spooled bodies that it has open, quarantines, and programs of its own. */
async function held(): Promise<string[]> {
  const { pid } = gate.world.gateway
  const files = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')))
  const children = execFileSync('ps', ['--no-headers', '-o', 'ppid=,args=', '-e'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.trim().startsWith(`${pid} `) && line.includes('git'))
  const quarantines = await readdir(join(gate.directory, 'quarantine'))
  return [...links.filter((link) => link.includes('/spool/')), ...children, ...quarantines]
}

async function nothingHeld(): Promise<string[]> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await held()).length === 0) return []
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return held()
}

test('a client that goes at any byte leaves nothing behind, and moves no ref', async () => {
  const { bytes, head } = push
  // Every byte of the commands and around their ends; of the pack and of the head's fields every seventh.
  const cuts = Array.from({ length: bytes.length }, (_, cut) => cut).filter(
    (cut) => Math.abs(cut - head) < 180 || cut % 7 === 0,
  )
  for (let at = 0; at < cuts.length; at += 40) {
    await Promise.all(
      cuts.slice(at, at + 40).map(
        (cut) =>
          new Promise<void>((resolve) => {
            const socket = dial().on('close', () => resolve())
            socket.write(bytes.subarray(0, cut), () => setTimeout(() => socket.destroy(), 30))
          }),
      ),
    )
  }
  expect(cuts.length).toBeGreaterThan(200)
  expect(await nothingHeld()).toEqual([])
  expect(await gate.upstreamRef('refs/heads/stalled')).toBe('')
}, 120_000)

test('a client that stalls at every byte is waited for, and its push is the one that was judged', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = dial()
    let text = ''
    socket.setEncoding('latin1').on('data', (more) => {
      text += more
    })
    socket.on('close', () => resolve(text))
    const send = (at: number): void => {
      if (at === push.bytes.length) return
      socket.write(push.bytes.subarray(at, at + 1), () => setImmediate(() => setImmediate(() => send(at + 1))))
    }
    send(0)
  })
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  expect(answer).toContain('unpack ok')
  expect(await gate.upstreamRef('refs/heads/stalled')).toMatch(/^[0-9a-f]{40}$/)
  expect(await nothingHeld()).toEqual([])
}, 60_000)

test('a client that goes while what it has sent is already indexed leaves nothing behind either', async () => {
  const work = join(gate.directory, 'work')
  await writeFile(join(work, 'noise'), randomBytes(6 * 1024 ** 2))
  await gate.git('-C', work, 'add', 'noise')
  await gate.git('-C', work, 'commit', '--quiet', '-m', 'Noise')
  const { bytes } = await pushOf(work)
  const socket = dial()
  socket.write(bytes.subarray(0, 5 * 1024 ** 2))
  while (!(await held()).some((it) => it.includes('index-pack'))) await new Promise(setImmediate)
  socket.destroy()
  expect(await nothingHeld()).toEqual([])
}, 60_000)
