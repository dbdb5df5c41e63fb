import { realTiming } from '../src/core/timing.ts'
import { openSearch } from '../src/open-search.ts'
import { createChunkStore } from '../src/store/chunks.ts'
import { createSessionStore } from '../src/store/sessions.ts'
import { recordingOf } from './cli/sessions/exchanges.ts'
import { collected } from './support/collected.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { testJournal } from './support/journal.ts'
import { anIntent, anOutcome, anyHash, aSession, NOON } from './support/rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('what comes into the journal is found, and read back with its recordings', async () => {
  const session = aSession()
  await createSessionStore(database.pool).create(session, anyHash(), { hash: anyHash(), expiresAt: NOON })
  const content = Buffer.from('a very particular word')
  const recording = recordingOf('answer', [content])
  const [{ sha256 }] = recording.chunks as [(typeof recording.chunks)[0]]
  const chunk = { connection: 'shop', day: recording.day, sha256, bytes: content.length, content }
  await createChunkStore(database.pool).put([chunk])
  const reports: unknown[] = []
  const search = openSearch({ pool: database.pool, timing: realTiming, report: (error) => reports.push(error) })
  const intent = anIntent({ session: session.id })
  const outcome = anOutcome(intent.exchange, { session: session.id, recordings: [recording] })
  await testJournal(database.pool).append({ intents: [intent], outcomes: [outcome] })
  const { record } = search.readers
  const find = () => record.find({ text: 'particular' }, 5) as Promise<{ sessions: { id: string }[] }>
  let found = await find()
  for (let tries = 0; tries < 100 && found.sessions.length === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    found = await find()
  }
  await search.close()
  expect([found.sessions.map(({ id }) => id), reports]).toEqual([[session.id], []])
  const exchange = await record.exchange(session.id, intent.exchange)
  const bytes = await record.bytes('shop', exchange!.answer!.recordings[0]!)
  expect(String(Buffer.concat(await collected(bytes!)))).toBe('a very particular word')
})
