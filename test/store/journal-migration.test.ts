import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { sql } from 'slonik'
import { z } from 'zod'
import { newId } from '../../src/core/id.ts'
import { createExchangeReader } from '../../src/store/exchanges.ts'
import { migrate } from '../../src/store/migrate.ts'
import { testDatabase } from '../support/database.ts'
import { aDecision, aSession, NOON } from '../support/rows.ts'

const migrations = join(import.meta.dirname, '../../src/store/migrations')

test('what was on record before there was a chain becomes one, and is read as before', async () => {
  const database = await testDatabase({ empty: true })
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(
    'create schema sallyport; create table sallyport.migrations (version integer primary key, at timestamptz not null default now())',
  )
  for (const file of (await readdir(migrations)).sort().slice(0, 12)) {
    await client.query(await readFile(join(migrations, file), 'utf8'))
    await client.query('insert into sallyport.migrations (version) values ($1)', [Number.parseInt(file, 10)])
  }
  const session = aSession()
  const [exchange, cut, approval, old] = [0, 1, 2, 3].map(() => newId(NOON)) as [string, string, string, string]
  const { id, bundle, effect, ...decision } = aDecision()
  await client.query(
    `insert into sallyport.sessions (id, token_hash, agent, issuer, subject, groups, claims, trust, created_at, expires_at, latest_expiry)
     values ($1, 'secret', 'bot', 'ci', 'sub', '[]', '{}', '{}', $2, $2, $2)`,
    [session.id, new Date(NOON)],
  )
  const insert = `insert into sallyport.exchanges (id, session_id, connection, protocol, method, host, target, headers,
    operations, approval_id, approval_ids, at) values ($1, $2, 'shop', 'http', 'GET', 'h', $3, '[["a", "é\\n"]]', '[]', $4, $5, $6)`
  await client.query(insert, [exchange, session.id, '/new', null, [approval], new Date(NOON)])
  await client.query(insert, [old, session.id, '/old', approval, null, new Date(NOON - 1)])
  await client.query(`insert into sallyport.decisions values ($1, $2, $3, $4, $5)`, [
    id,
    exchange,
    bundle,
    effect,
    decision,
  ])
  await client.query(
    `insert into sallyport.answers (exchange_id, status, headers, body, bytes, code, forwarded, at, bytes_upstream)
     values ($1, 200, '[]', $2, 100, null, true, $3, 7)`,
    [exchange, Buffer.alloc(100, 'x'), new Date(NOON + 1)],
  )
  await client.query(`insert into sallyport.stages values ($1, $2, 'forge', 'held', $3)`, [
    cut,
    session.id,
    new Date(NOON + 2),
  ])
  await client.end()

  expect(await migrate(database.pool)).toContain(13)
  const shared = {
    connection: 'shop',
    method: 'GET',
    stages: [],
    inspectionOf: null,
    operations: [],
    decisions: [],
    approvals: [approval],
    answer: null,
  }
  const answer = {
    status: 200,
    code: null,
    bytes: 100,
    bytesUpstream: 7,
    forwarded: true,
    recordings: [],
    body: 'x'.repeat(100),
  }
  expect(await createExchangeReader(database.pool).ofSession(session.id, 10)).toEqual([
    { ...shared, id: old, at: NOON - 1, target: '/old' },
    { ...shared, id: exchange, at: NOON, target: '/new', decisions: [{ id, bundle, effect, ...decision }], answer },
    {
      ...shared,
      id: cut,
      at: NOON + 2,
      connection: 'forge',
      method: null,
      target: null,
      stages: ['held'],
      approvals: [],
    },
  ])
  const row = z.object({ entry: z.string(), hash: z.string() })
  const kept = await database.pool.any(sql.type(row)`
    select entry, encode(hash, 'hex') as hash from sallyport.entries order by writer, sequence`)
  const told = kept.map(({ entry }) => JSON.parse(entry) as Record<string, unknown>)
  expect(told.map(({ kind }) => kind)).toEqual(['writer', 'stage', 'exchange', 'exchange', 'answer'])
  expect(kept.map((it) => hash('sha256', it.entry))).toEqual(kept.map((it) => it.hash))
  expect(told.map(({ previous }) => previous)).toEqual(['0'.repeat(64), ...kept.map((it) => it.hash).slice(0, -1)])
  const found = z.object({ kind: z.string(), change: z.string(), fields: z.string() })
  const happened = await database.pool.any(sql.type(found)`
    select kind, change, fields::text as fields from sallyport.happenings`)
  expect(happened.map(({ kind, change }) => [kind, change])).toEqual([['session', 'found']])
  expect(happened[0]!.fields).not.toContain('token_hash')
  await database.drop()
})
