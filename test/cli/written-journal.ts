import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { realTiming } from '../../src/core/timing.ts'
import { journalKey, openJournal } from '../../src/open-journal.ts'
import { write } from '../config/files.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { anIntent } from '../support/rows.ts'
import { bundle, type Ran, sallyport } from './run-cli.ts'

const never = () => Promise.reject(new Error('nothing is read'))

/** A journal of six entries and one checkpoint, anchored in the file `anchor`, and a configuration that names it. */
export interface WrittenJournal {
  readonly database: TestDatabase
  /** The public key that it is signed with. */
  readonly jwk: object
  run(...args: string[]): Promise<Ran>
}

export async function writtenJournal(folder: string): Promise<WrittenJournal> {
  const database = await testDatabase()
  const settings = {
    limits: { journalEntries: 100, journalBytes: 1_000_000 } as never,
    journal: { signingKey: null, anchors: [{ kind: 'file' as const, path: join(folder, 'anchor') }] },
    dataDirectory: join(folder, 'data'),
  }
  mkdirSync(settings.dataDirectory)
  const config = write(
    folder,
    `listen:
  agents: { address: 127.0.0.1:7070 }
  people: { address: 127.0.0.1:7071 }
  status: { address: 127.0.0.1:7072 }
data_directory: data
store: { url: "env:URL" }
policy: { bundle: ${JSON.stringify(bundle)} }
issuers: []
agents: []
connections: []
`,
  )
  const { journal, keeper } = await openJournal(settings, {
    ...{
      pool: database.pool,
      tell: () => {},
      version: '1.2.3',
      timing: realTiming,
      read: never,
      report: console.error,
    },
    metrics: { journal: { committed: () => {}, tampered: () => {} } },
  })
  for (let n = 0; n < 5; n++) await journal.intend(anIntent())
  await journal.close()
  await keeper.close()
  const { jwk } = await journalKey(settings, never)
  return { database, jwk, run: (...args) => sallyport([...args, '-c', config], { env: { URL: database.url } }) }
}
