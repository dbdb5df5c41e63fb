import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { serveGit } from '../../scripts/sample/forge.ts'
import { closeNow, listenOnLoopback } from '../../scripts/sample/loopback.ts'
import { type Gate, startGate } from './gate.ts'

let gate: Gate
let work: string
/** An upstream that answers nothing to requests whose path and query this matches. */
let stalls = /(?!)/
let stalled: (path: string) => void = () => {}
const server = http.createServer({ requestTimeout: 0 }, (req: IncomingMessage, res: ServerResponse) => {
  const [path, query = ''] = req.url!.split('?', 2) as [string, string?]
  if (stalls.test(req.url!)) {
    req.resume()
    stalled(req.url!)
  } else serveGit(join(gate.directory, 'upstream'), path, query, req, res)
})

beforeAll(async () => {
  const url = await listenOnLoopback(server, 0)
  gate = await startGate({ more: `  - { name: slow, protocol: git, upstream: "${url}" }\n` })
  work = join(gate.directory, 'work')
  await gate.git('clone', '--quiet', gate.remote(await gate.session()), work)
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', 'Work')
}, 60_000)
afterAll(async () => {
  await gate.close()
  await closeNow(server)
})

const remote = (token: string) => gate.remote(token).replace('/c/forge/', '/c/slow/')

interface Shown {
  readonly exchanges: readonly {
    readonly connection: string
    readonly method: string | null
    readonly target: string | null
    readonly stages: readonly string[]
    readonly inspectionOf: string | null
    readonly answer: object | null
  }[]
}

/** Kills the gateway, starts it again, and tells what it has on disk and on record of pushes. */
async function afterKill(run: string) {
  const { gateway } = gate.world
  gateway.kill('SIGKILL')
  await once(gateway, 'exit')
  // What a kill leaves between a file's creation and the loss of its name.
  await writeFile(join(gate.directory, 'spool', randomUUID()), '')
  const restarted = gate.world.restart()
  await restarted
  const { sessions } = await gate.people<{ sessions: { id: string; run: string }[] }>('/sessions')
  const { id } = sessions.find((session) => session.run === `${run}/1`)!
  const { exchanges } = await gate.people<Shown>(`/sessions/${id}`)
  const pushes = exchanges.filter(
    ({ method, target, inspectionOf }) =>
      inspectionOf === null && (method === null || /\/git-receive-pack$/.test(target!)),
  )
  const left = await Promise.all(['spool', 'quarantine'].map((folder) => readdir(join(gate.directory, folder))))
  return {
    left: left.flat(),
    reached: pushes.map(({ stages, method, answer }) => [
      ...stages,
      ...(method === null ? [] : ['forwarding']),
      answer,
    ]),
    topic: await gate.upstreamRef('refs/heads/topic'),
  }
}

test('kill -9 during the upload', async () => {
  const token = await gate.session({ run_id: '21' })
  const { hostname, port } = new URL(gate.world.urls.agents)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  const command = `${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/topic\0report-status\n`
  const line = (command.length + 4).toString(16).padStart(4, '0') + command
  socket.write(
    `POST /c/slow/acme/shop.git/git-receive-pack HTTP/1.1\r\nhost: gate\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: application/x-git-receive-pack-request\r\ncontent-length: 100000\r\n\r\n${line}0000PACK`,
  )
  await reached(token, 'uploading')
  expect(await afterKill('21')).toEqual({ left: [], reached: [['uploading', null]], topic: '' })
  socket.destroy()
}, 60_000)

test('kill -9 during the inspection', async () => {
  const token = await gate.session({ run_id: '22' })
  const waiting = stall(/upload-pack/)
  const push = gate.push(work, remote(token), 'HEAD:refs/heads/topic')
  await waiting
  expect(await afterKill('22')).toEqual({ left: [], reached: [['uploading', 'inspecting', null]], topic: '' })
  expect((await push.done).status).not.toBe(0)
}, 60_000)

test('kill -9 during the hold', async () => {
  stalls = /(?!)/
  const token = await gate.session({ run_id: '23' })
  const asked = Date.now()
  const push = gate.push(work, remote(token), 'HEAD:main')
  const id = await gate.approvalSince(asked)
  expect(await afterKill('23')).toEqual({ left: [], reached: [['uploading', 'inspecting', 'held', null]], topic: '' })
  expect((await push.done).status).not.toBe(0)
  // Nothing is approved by the loss, and nothing lost: the same push joins what is still pending.
  expect(await gate.people(`/approvals/${id}`)).toMatchObject({ state: 'pending' })
  await gate.people(`/approvals/${id}/votes`, { answer: 'approve' })
  expect((await gate.git('-C', work, 'push', remote(token), 'HEAD:main')).status).toBe(0)
}, 60_000)

test('kill -9 while it is forwarded', async () => {
  const token = await gate.session({ run_id: '24' })
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', 'More')
  const waiting = stall(/\/git-receive-pack$/)
  const push = gate.push(work, remote(token), 'HEAD:refs/heads/topic')
  await waiting
  expect(await afterKill('24')).toEqual({
    left: [],
    reached: [['uploading', 'inspecting', 'forwarding', null]],
    topic: '',
  })
  expect((await push.done).status).not.toBe(0)
  stalls = /(?!)/
  expect((await gate.git('-C', work, 'push', remote(token), 'HEAD:refs/heads/topic')).status).toBe(0)
}, 60_000)

/** Lets the upstream stall at such requests, and resolves once it does. */
function stall(at: RegExp): Promise<unknown> {
  stalls = at
  return new Promise((resolve) => {
    stalled = resolve
  })
}

/** Waits until a stage is on record. */
async function reached(token: string, stage: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { sessions } = await gate.people<{ sessions: { id: string; run: string }[] }>('/sessions')
    const shown = await gate.people<Shown>(`/sessions/${sessions[0]!.id}`)
    if (shown.exchanges.some(({ stages }) => stages.includes(stage))) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no exchange of ${token.slice(0, 4)}… is ${stage}`)
}
