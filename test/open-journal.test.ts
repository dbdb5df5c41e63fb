import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../src/config/config.ts'
import { realTiming } from '../src/core/timing.ts'
import { isSound, verify } from '../src/journal/verify/verify.ts'
import { databaseUrl, journalKey, openJournal, readJournal } from '../src/open-journal.ts'
import { temporaryFolder } from './config/files.ts'
import { keysOf } from './journal/verify/journals.ts'
import { testDatabase } from './support/database.ts'
import { entriesOf } from './support/journal.ts'
import { anIntent } from './support/rows.ts'

const folder = temporaryFolder()
const url = { from: 'env', name: 'URL' } as const
const config = {
  limits: { journalEntries: 10, journalBytes: 1_000_000 } as Config['limits'],
  journal: { signingKey: null, anchors: [] },
  dataDirectory: folder,
  store: { kind: 'url', url },
} satisfies Partial<Config>
const never = () => Promise.reject(new Error('nothing is read'))

test('what it wrote is signed when it closes, and proven with the public key', async () => {
  const database = await testDatabase()
  const commits: object[] = []
  const errors: unknown[] = []
  const { journal, keeper } = await openJournal(config, {
    ...{ pool: database.pool, tell: () => {}, version: '1.2.3', timing: realTiming, read: never },
    report: (error) => errors.push(error),
    metrics: { journal: { committed: (commit) => commits.push(commit), tampered: () => {} } },
  })
  await journal.intend(anIntent())
  await journal.close()
  await keeper.close()
  expect(await entriesOf(database.pool, 'writer')).toMatchObject([
    { lane: 'plain', host: hostname(), pid: process.pid, version: '1.2.3' },
  ])
  expect([commits, errors]).toMatchObject([[{ lane: 'plain', entries: 1 }], []])
  const key = await journalKey(config, never)
  const reader = await readJournal(config, { URL: database.url })
  const verified = await verify(reader, keysOf(key), [])
  expect([isSound(verified), verified.checkpoints.count, verified.entries.chains]).toMatchObject([
    ...[true, 1, [{ entries: 2, signed: 2 }]],
  ])
  expect(await reader.keys()).toEqual([key.jwk])
  await reader.close()
  await database.drop()
})

test('the key is the configured one, or its own', async () => {
  const own = await journalKey(config, never)
  const pem = own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const other = { ...config, dataDirectory: join(folder, 'none'), journal: { signingKey: url, anchors: [] } }
  expect((await journalKey(other, async () => pem)).jwk).toEqual(own.jwk)
})

test('where the database is', async () => {
  expect(await databaseUrl({ store: { kind: 'embedded' } }, {})).toBeNull()
  expect(await databaseUrl(config, { URL: 'postgresql://x' })).toBe('postgresql://x')
  await expect(databaseUrl(config, {})).rejects.toMatchObject({ code: 'ERR_CONFIG' })
})
