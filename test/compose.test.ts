import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { checkEverything, checkedConfig, compose, type Gateway, loadPolicy, migrateStore } from '../src/compose.ts'
import { newId } from '../src/core/id.ts'
import { createSessionStore } from '../src/store/sessions.ts'
import { bundle } from './cli/run-cli.ts'
import { withStore } from './cli/with-store.ts'
import { temporaryFolder, write } from './config/files.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { anyHash, aSession } from './support/rows.ts'

const folder = temporaryFolder()
const decisions = join(folder, 'decisions.jsonl')
const token = `sallyport_${'s'.repeat(43)}`
const credential = ['upstream', 'opens', 'with', 'this'].join('-')
const session = aSession({
  id: newId(Date.now()),
  createdAt: Date.now(),
  expiresAt: Date.now() + 900_000,
  latestExpiry: Date.now() + 900_000,
})
let database: TestDatabase
let upstream: Server
let gateway: Gateway
let log = ''

const environment = () => ({
  TEST_DATABASE_URL: database.url,
  SAMPLE_API_TOKEN: credential,
  SAMPLE_FORGE_PASSWORD: 'b',
})

beforeAll(async () => {
  database = await testDatabase()
  upstream = createServer((req, res) => res.end(`${req.url} by ${req.headers.authorization}`)).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const file = write(folder, withStore(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`))
  expect(await checkEverything(file, environment())).toEqual([])
  const loaded = await checkedConfig(file)
  if (!('config' in loaded)) throw new Error('the sample is broken')
  expect(await migrateStore(loaded.config, environment())).toEqual([])
  const sink = new Writable({
    write: (line, _encoding, done) => {
      log += line
      done()
    },
  })
  const { config } = loaded
  const to = { kind: 'file', path: decisions } as const
  const limits = { bufferSizeLimitBytes: 1e6, uploadSizeLimitBytes: 1e5, minDelaySeconds: 1, maxDelaySeconds: 1 }
  const policy = { ...config.policy, decisionLog: { to, ...limits } }
  gateway = await compose({ ...config, policy }, environment(), pino({}, sink))
  const hash = createHash('sha256').update(token).digest()
  await createSessionStore(database.pool).create(session, hash, { hash: anyHash(), expiresAt: Date.now() + 900_000 })
})
afterAll(async () => {
  await gateway.close(0)
  upstream.close()
  await database.drop()
})

const ask = (path: string) => fetch(gateway.urls.agents + path, { headers: { authorization: `Bearer ${token}` } })

test('a request goes all the way, comes back masked, and is counted', async () => {
  const answer = await ask('/c/api/a?page=2')
  expect([answer.status, await answer.text()]).toEqual([200, '/a?page=2 by Bearer [masked:credential]'])
  const metrics = await (await fetch(`${gateway.urls.status}/metrics`)).text()
  expect(metrics).toContain('sallyport_requests_total{connection="api",effect="mask",code=""} 1')
  expect(gateway.policyRevision).toBe((await loadPolicy(bundle)).revision)
  expect(metrics).toContain('sallyport_decision_log_events_total{outcome="sent"} 1')
})

test('its decision is logged, with what tells this gateway from others', () => {
  expect(
    readFileSync(decisions, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  ).toEqual([
    expect.objectContaining({
      labels: { app: 'sallyport', id: hostname(), version: expect.stringMatching(/^\d/) },
      bundles: { default: { revision: gateway.policyRevision } },
      requested_by: session.subject,
      result: expect.objectContaining({ effect: 'mask' }),
    }),
  ])
})

test('tokens are exchanged beside the data path; a session token opens nothing of people’s', async () => {
  const exchange = await fetch(`${gateway.urls.agents}/oauth/token`, { method: 'POST' })
  expect([exchange.status, await exchange.json()]).toMatchObject([400, { code: 'ERR_TOKEN_REQUEST' }])
  const people = await fetch(`${gateway.urls.people}/sessions`, { headers: { authorization: `Bearer ${token}` } })
  expect([people.status, await people.json()]).toMatchObject([401, { error: { code: 'ERR_OPERATOR_REQUIRED' } }])
})

test('what fails is logged with its cause, and without any secret', async () => {
  upstream.close()
  upstream.closeAllConnections()
  expect((await ask(`/c/api/a?note=${credential}`)).status).toBe(502)
  const line = log.split('\n').find((it) => it.includes('ERR_UPSTREAM_UNREACHABLE'))!
  expect(JSON.parse(line)).toMatchObject({
    msg: 'exchange failed',
    exchange: expect.any(String),
    err: { code: 'ERR_UPSTREAM_UNREACHABLE' },
  })
  for (const secret of [credential, token, database.url]) expect(log).not.toContain(secret)
})

test('a session that ends is not known a moment later', async () => {
  await createSessionStore(database.pool).end(session.id, 'revoked', Date.now())
  let status = 0
  while (status !== 401) status = (await ask('/c/api/a')).status
  expect(status).toBe(401)
})
