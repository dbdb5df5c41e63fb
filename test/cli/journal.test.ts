import { temporaryFolder } from '../config/files.ts'
import { type WrittenJournal, writtenJournal } from './written-journal.ts'

const folder = temporaryFolder()
let written: WrittenJournal
beforeAll(async () => {
  written = await writtenJournal(folder)
})
afterAll(() => written.database.drop())

test('the public key is printed, and those that gateways have made known', async () => {
  const { jwk, run } = written
  const { out, status } = await run('journal', 'key')
  expect([status, JSON.parse(out)]).toEqual([0, { keys: [jwk] }])
  expect(JSON.parse((await run('journal', 'key', '--all')).out)).toEqual({ keys: [jwk] })
})

test('all of it is exported, a line each', async () => {
  const { out, status } = await written.run('journal', 'export')
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind?: string; checkpoint?: string })
  expect([status, lines.map(({ kind, checkpoint }) => kind ?? typeof checkpoint)]).toEqual([
    ...[0, ['writer', ...Array<string>(5).fill('exchange'), 'string']],
  ])
})
