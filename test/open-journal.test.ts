import { hostname } from 'node:os'
import { openJournal } from '../src/open-journal.ts'
import { testDatabase } from './support/database.ts'
import { entriesOf } from './support/journal.ts'
import { anIntent } from './support/rows.ts'

test('a chain says which process of which host writes it, and commits are counted', async () => {
  const database = await testDatabase()
  const commits: object[] = []
  const journal = openJournal(
    { limits: { journalEntries: 10, journalBytes: 1_000_000 } as never },
    {
      ...{ pool: database.pool, tell: () => {}, version: '1.2.3', now: () => 1_000, report: () => {} },
      metrics: { journal: { committed: (commit) => commits.push(commit) } },
    },
  )
  await journal.intend(anIntent())
  await journal.close()
  expect(await entriesOf(database.pool, 'writer')).toMatchObject([
    { lane: 'plain', host: hostname(), pid: process.pid, version: '1.2.3', started: 1_000 },
  ])
  expect(commits).toMatchObject([{ lane: 'plain', entries: 1 }])
  await database.drop()
})
