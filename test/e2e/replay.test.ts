import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { sql } from 'slonik'
import { WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { listenOnLoopback } from '../../scripts/sample/loopback.ts'
import { ensureOpa } from '../../src/policy/workshop/opa.ts'
import { root, sallyport } from '../cli/run-cli.ts'
import { readHar } from '../support/har.ts'
import { type Gate, startGate } from './gate.ts'

/** One session of an agent: a clone, a push that is held and approved, three calls, a WebSocket. Then nothing but its record. */

let gate: Gate
let session: string
let token: string
const chat = http.createServer()

beforeAll(async () => {
  const sockets = new WebSocketServer({ server: chat })
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(isBinary ? `${data.length} bytes` : `you said ${data}`))
  })
  const url = await listenOnLoopback(chat, 0)
  gate = await startGate({
    more: `  - { name: chat, protocol: http, upstream: "${url}", hosts: [chat.test], credential: { bearer: "env:SAMPLE_API_TOKEN" } }\n`,
  })
  token = await gate.session({ run_id: '4711' })
  const { sessions } = await gate.people<{ sessions: { id: string }[] }>('/sessions')
  session = sessions[0]!.id

  const work = join(gate.directory, 'work')
  expect((await gate.git('clone', '--quiet', gate.remote(token), work)).status).toBe(0)
  await gate.git('-C', work, 'commit', '--quiet', '--allow-empty', '-m', 'One more')
  const asked = Date.now()
  const push = gate.push(work, gate.remote(token), 'HEAD:main')
  await gate.people(`/approvals/${await gate.approvalSince(asked)}/votes`, {
    answer: 'approve',
    reason: 'well reviewed',
  })
  expect((await push.done).status).toBe(0)

  for (const path of ['/v1/settings', '/v1/orders/17?page=2', '/v1/report.pdf']) {
    expect((await gate.request(`/c/api${path}`, token)).status).toBe(200)
  }

  const socket = new WebSocket(`${gate.world.urls.agents.replace('http', 'ws')}/c/chat/room`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await once(socket, 'open')
  for (const message of ['good morning', Buffer.from([0, 1, 2])]) {
    const answered = once(socket, 'message')
    socket.send(message)
    await answered
  }
  socket.close()
  await once(socket, 'close')
  await indexed()
}, 60_000)
afterAll(async () => {
  await gate.close()
  chat.close()
  chat.closeAllConnections()
})

/** Resolves once the index is up with the journal, all of whose exchanges are answered. */
async function indexed(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { open } = await gate.pool.one(sql.type(z.object({ open: z.number() }))`
      select count(*) as open from sallyport.entries e
      left join sallyport.index_positions p on p.writer = e.writer
      where e.sequence > coalesce(p.sequence, 0)
        or (e.kind = 'exchange' and not exists (
          select from sallyport.entries a where a.exchange_id = e.exchange_id and a.kind = 'answer'))`)
    if (open === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the index does not catch up')
}

const cli = async (...args: string[]) => {
  const env = { SALLYPORT_PEOPLE_URL: gate.world.urls.people, SALLYPORT_OPERATOR_TOKEN: gate.world.operatorToken }
  return sallyport(['sessions', ...args], { env })
}

test.each([
  [['--agent', 'shop-ci'], true],
  [['--agent', 'another'], false],
  [['--repository', 'acme/shop', '--run', '4711/1'], true],
  [['--connection', 'chat'], true],
  [['--operation', 'git.*', '--decision', 'require_approval'], true],
  [['--operation', 'git.*', '--decision', 'deny'], false],
  [['--rule', 'git/protected-branches', '--approver', 'operator'], true],
  [['--since', '1h', '--until', '0s', '--search', 'acme/shop#refs/heads/main'], true],
  [['--until', '1h', '--search', 'main'], false],
  [['--search', 'orders/17'], true],
  [['--search', 'report.pdf'], true],
  [['--search', 'eu-west-1'], true],
  [['--search', 'good morning'], true],
  [['--search', 'good evening'], false],
])('list %j finds it: %p', async (filters, isFound) => {
  const { status, out } = await cli('list', ...filters)
  expect([status, out.includes(session)]).toEqual([0, isFound])
})

test('a search names the exchange', async () => {
  const { out } = await cli('list', '--search', 'orders/17')
  const [, exchange] = /1 exchange: (\S+)$/m.exec(out)!
  const { out: shown } = await cli('show', session, '--json')
  const { exchanges } = JSON.parse(shown) as { exchanges: { id: string; target: string }[] }
  expect(exchanges.find(({ id }) => id === exchange)!.target).toBe('/v1/orders/17?page=2')
})

test('replay tells all of it in order', async () => {
  const { status, out } = await cli('replay', session)
  const told = out.split('\n').map((line) => line.replace(/^(\S+Z| {24}) {2}/, ''))
  const place = (line: string | RegExp) =>
    told.findIndex((it) => (typeof line === 'string' ? it === line : line.test(it)))
  const places = [
    'forge  GET /acme/shop.git/info/refs?service=git-upload-pack',
    'forge  POST /acme/shop.git/git-upload-pack',
    'forge  POST /acme/shop.git/git-receive-pack',
    '    git.push acme/shop#refs/heads/main',
    /^ {4}require_approval: .* \(git\/protected-branches\)$/,
    '    held',
    '    approved by operator (git/protected-branches): "well reviewed"',
    'api  GET /v1/settings',
    /^ {6}\| \{"name":"shop","region":"eu-west-1","access_key":"/,
    'api  GET /v1/orders/17?page=2',
    'api  GET /v1/report.pdf',
    'chat  GET /room',
    '    → good morning',
    '    ← you said good morning',
    '    → 3 bytes, binary',
    '    ← 3 bytes',
    /^ {4}101, \d+ bytes, \d+ bytes upstream$/,
  ].map(place)
  expect([status, places.includes(-1) ? out : places]).toEqual([0, places.toSorted((one, other) => one - other)])
  expect(out).not.toContain('AKIA')
})

test('the export as NDJSON has each entry as it was hashed, and what was recorded by its digest', async () => {
  const file = join(gate.directory, 'session.ndjson')
  expect(await cli('export', session, '--format', 'ndjson', '--output', file)).toMatchObject({ status: 0, out: '' })
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const hashes = await gate.pool.anyFirst(sql.type(z.object({ hash: z.string() }))`
    select encode(hash, 'hex') as hash from sallyport.entries where session_id = ${session}::uuid`)
  const recorded = lines.filter((line) => line.startsWith('{"recorded":'))
  const entries = lines.filter((line) => !recorded.includes(line))
  expect(entries.map(sha256).toSorted()).toEqual(hashes.toSorted())
  // Three answers, and the messages of the WebSocket: packs are no text.
  expect(recorded).toHaveLength(4)
  for (const line of recorded) {
    const { recorded: chunk } = JSON.parse(line) as { recorded: { sha256: string; text?: string; base64?: string } }
    expect(sha256(chunk.text ?? Buffer.from(chunk.base64!, 'base64'))).toBe(chunk.sha256)
  }
  expect((await cli('export', session, '--format', 'ndjson', '--output', file)).err).toContain('ERR_REQUEST')
})

test('the export as HAR is one by its schema, with bodies and messages', async () => {
  const { entries } = readHar((await cli('export', session, '--format', 'har')).out)
  const by = (end: string) => entries.find(({ request }) => request.url.endsWith(end))!
  const settings = by('/v1/settings').response
  expect(settings).toMatchObject({ status: 200, content: { mimeType: 'application/json' } })
  expect(JSON.parse(settings.content.text!)).toMatchObject({ name: 'shop', region: 'eu-west-1' })
  expect(by('/v1/orders/17?page=2').request.queryString).toEqual([{ name: 'page', value: '2' }])
  const pack = by('/git-receive-pack').request
  expect(pack.bodySize).toBeGreaterThan(100)
  expect(pack.postData!.comment).toContain('not recorded (no text that could be masked)')
  const room = by('/room')
  expect(room.response.status).toBe(101)
  expect(room._webSocketMessages!.map(({ type, opcode, data }) => [type, opcode, data])).toEqual([
    ['send', 1, 'good morning'],
    ['receive', 1, 'you said good morning'],
    ['send', 2, ''],
    ['receive', 1, '3 bytes'],
  ])
})

/** Source: OPA, "Decision Logs", "Decision Log Service API". */
const event = z.strictObject({
  labels: z.record(z.string(), z.string()),
  decision_id: z.uuid(),
  bundles: z.record(z.string(), z.strictObject({ revision: z.string() })),
  path: z.literal('sallyport/decision'),
  input: z.looseObject({ version: z.literal(1) }),
  result: z.looseObject({
    effect: z.string(),
    reasons: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  }),
  requested_by: z.string(),
  timestamp: z.iso.datetime(),
  custom: z.strictObject({ exchange: z.uuid() }),
})

test('the export as decision log is read by OPA, which decides the same of it', async () => {
  const lines = (await cli('export', session, '--format', 'decision-log')).out.trimEnd().split('\n')
  const events = lines.map((line) => event.parse(JSON.parse(line)))
  expect(events.length).toBeGreaterThanOrEqual(8)
  expect(events.map(({ result }) => result.effect)).toEqual(
    expect.arrayContaining(['require_approval', 'mask', 'allow']),
  )
  const opa = await ensureOpa()
  for (const { input, result } of events) {
    const args = [
      'eval',
      '--data',
      join(root, 'policies'),
      '--stdin-input',
      '--format',
      'raw',
      'data.sallyport.decision',
    ]
    const decided = JSON.parse(execFileSync(opa, args, { input: JSON.stringify(input) }).toString()) as typeof result
    const told = ({ reasons }: typeof result) =>
      reasons.map(({ code, message }) => [code, message].join(' ')).toSorted()
    expect([decided.effect, told(decided)]).toEqual([result.effect, told(result)])
  }
}, 120_000)

test('what is deleted is told so, everywhere', async () => {
  await gate.pool.query(sql.unsafe`delete from sallyport.chunks`)
  const { out } = await cli('replay', session)
  expect(out).toMatch(/ {2}answer, \d+ bytes; deleted since$/m)
  expect((await cli('export', session, '--format', 'ndjson')).out).toContain('"direction":"answer","deleted":true}}')
  const { entries } = readHar((await cli('export', session, '--format', 'har')).out)
  const settings = entries.find(({ request }) => request.url.endsWith('/v1/settings'))!
  expect(settings.response.content).toMatchObject({ comment: 'deleted since' })
})

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
