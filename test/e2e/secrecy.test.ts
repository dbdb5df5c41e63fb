import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'slonik'
import { json, startFakeSource } from '../credentials/fake-source.ts'
import { entriesOf } from '../support/journal.ts'
import { type Gate, startGate } from './gate.ts'
import { stringsWith } from './heap.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-secrecy-'))
/** Never in the environment, so that the process's own copy of it holds none of them. */
const values = {
  file: randomUUID(),
  program: randomUUID(),
  clientSecret: randomUUID(),
  firstToken: randomUUID(),
  secondToken: randomUUID(),
}
let source: Awaited<ReturnType<typeof startFakeSource>>
let api: Server
let gate: Gate
let answers = ''

beforeAll(async () => {
  const token = (access_token: string) => json(200, { access_token, token_type: 'Bearer', expires_in: 3600 })
  source = await startFakeSource(token(values.secondToken))
  source.answers.push(json(401, { error: `no ${values.clientSecret}` }), token(values.firstToken))
  // An upstream that tells whatever it was told.
  api = createServer((req, res) => res.writeHead(418, { 'x-heard': 'it' }).end(JSON.stringify(req.headers)))
  api.listen(0, '127.0.0.1')
  await once(api, 'listening')
  for (const name of ['file', 'program', 'clientSecret'] as const) writeFileSync(join(folder, name), values[name])
  const connection = (name: string, credential: string) => `  - name: ${name}
    protocol: http
    upstream: http://127.0.0.1:${(api.address() as AddressInfo).port}
    credential: ${credential}
`
  const client = (name: string) =>
    `{ oauth_client: { token_url: "${source.url.href}${name}", client_id: gate, client_secret: "file:${folder}/clientSecret" } }`
  gate = await startGate({
    more: [
      connection('of-file', `{ basic: { username: bot, password: "file:${folder}/file" } }`),
      connection('of-program', `{ bearer: { command: [cat, "${folder}/program"] } }`),
      connection('first', client('first')),
      connection('second', client('second')),
    ].join(''),
    environment: { NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${folder}` },
  })
  const session = await gate.session({ run_id: 'secrecy' })
  for (const name of ['first', 'first', 'second', 'of-file', 'of-program', 'of-file']) {
    const answer = await gate.request(`/c/${name}/orders?of=${name}`, session)
    answers += `${answer.status} ${[...answer.headers].flat().join(' ')} ${await answer.text()}\n`
    // The first try of its source fails, and the next is a second later.
    if (name === 'first') await new Promise((resolve) => setTimeout(resolve, 1_100))
  }
}, 60_000)

afterAll(async () => {
  await gate.close()
  await source.close()
  api.closeAllConnections()
  api.close()
  rmSync(folder, { recursive: true, force: true })
})

const basic = (user: string, value: string) => Buffer.from(`${user}:${value}`).toString('base64')
/** As it is, and as HTTP Basic has it. */
const spelled = (value: string) => [value, basic('bot', value), basic('gate', value)]
/** What is opened, and what masks the exact same texts. */
const kept = () => [...Object.values(values), basic('bot', values.file), basic('gate', values.clientSecret)]
const found = (text: string) =>
  Object.values(values)
    .flatMap(spelled)
    .filter((value) => text.includes(value))

test('every credential was used, and one failure was heard', () => {
  expect(source.requests.map(({ path }) => path)).toEqual(['POST /first', 'POST /first', 'POST /second'])
  expect(answers.match(/^\d+/gm)).toEqual(['503', '418', '418', '418', '418', '418'])
})

test('no value is in the log', () => {
  const log = readFileSync(gate.world.logFile, 'utf8')
  expect(log).toContain('ERR_CREDENTIAL_UNAVAILABLE')
  expect(found(log)).toEqual([])
})

test('no value is in the database, whatever the upstream told', async () => {
  const tables = await gate.pool.anyFirst(
    sql.unsafe`select tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  let all = ''
  for (const table of tables) {
    const rows = await gate.pool.anyFirst(sql.unsafe`select to_jsonb(t) from ${sql.identifier([table as string])} t`)
    all += rows.map((row) => JSON.stringify(row)).join('\n')
  }
  // Bytes are hexadecimal there.
  const bytes = [...all.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex]) => Buffer.from(hex!, 'hex').toString('latin1'))
  const bodies = (await entriesOf<{ body: string | null }>(gate.pool, 'answer')).flatMap(({ body }) => body ?? [])
  bytes.push(...bodies.map((body) => Buffer.from(body, 'base64').toString('latin1')))
  expect(all).toContain('of-program')
  expect(bytes.join('\n')).toContain('user-agent')
  expect([...found(all), ...found(bytes.join('\n'))]).toEqual([])
}, 60_000)

test('all that is in the heap is the values themselves, in the sources’ caches and what masks by them', async () => {
  process.kill(gate.world.gateway.pid!, 'SIGUSR2')
  const held = stringsWith(await written(), Object.values(values).flatMap(spelled))
  // No header, no request and no answer: those would be longer.
  expect(new Set(held.map(({ text }) => text))).toEqual(new Set(kept()))
  expect(held.flatMap(({ by }) => by).filter((holder) => !HOLDERS.has(holder))).toEqual([])
}, 120_000)

/** What refers to a value: nothing but what was opened, the list of what is known, and the masks made of it. */
const HOLDERS = new Set([
  // The credentials, as sources keep them.
  ...['password', 'token', 'secret', 'value'].map((field) => `object Object . ${field}`),
  // The list, and the map behind it.
  ...['array ', 'array (object elements)', 'object Array'],
  // The masks.
  ...['regexp', 'hidden system / IrRegExpData'],
])

/** The snapshot, once all of it is there. */
async function written(): Promise<string> {
  let size = -1
  for (;;) {
    const [name] = readdirSync(folder).filter((file) => file.endsWith('.heapsnapshot'))
    const now = name === undefined ? -1 : statSync(join(folder, name)).size
    if (name !== undefined && now > 0 && now === size) {
      const text = readFileSync(join(folder, name), 'utf8')
      if (text.trimEnd().endsWith('}')) return text
    }
    size = now
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
