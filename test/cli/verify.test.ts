import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder, write } from '../config/files.ts'
import { sallyport } from './run-cli.ts'
import { type WrittenJournal, writtenJournal } from './written-journal.ts'

const folder = temporaryFolder()
let written: WrittenJournal
beforeAll(async () => {
  written = await writtenJournal(folder)
})
afterAll(() => written.database.drop())

const key = join(folder, 'key.json')
beforeAll(async () => {
  write(folder, (await written.run('journal', 'key')).out, 'key.json')
  write(folder, (await written.run('journal', 'export')).out, 'export.ndjson')
})

test('proves the database, and an export', async () => {
  const sound = /^sound: 6 entries in 1 chain, 1 checkpoint, the newest of \d{4}-[\dT:.-]+Z\n$/
  const anchor = join(folder, 'anchor')
  expect(await written.run('verify', '--key', key, '--anchor', anchor)).toMatchObject({
    status: 0,
    out: expect.stringMatching(sound),
  })
  const offline = await sallyport(['verify', '--key', key, '--file', join(folder, 'export.ndjson')], {})
  expect(offline).toMatchObject({ status: 0, out: expect.stringMatching(sound) })
  const { out } = await written.run('verify', '--key', key, '--json')
  expect(JSON.parse(out)).toEqual({
    ...{ sound: true, problems: [], entries: 6, chains: 1, checkpoints: 1, checkpointAt: expect.any(String) },
    ...{ window: [], happenings: 0 },
  })
})

test('names the first bad entry, what no checkpoint covers, and ends with 1', async () => {
  const lines = readFileSync(join(folder, 'export.ndjson'), 'utf8').trimEnd().split('\n')
  const altered = write(
    folder,
    lines.map((line, index) => (index === 2 ? line.replace('POST', 'GET') : line)).join('\n'),
    'bad.ndjson',
  )
  const { writer } = JSON.parse(lines[0]!) as { writer: string }
  expect(await sallyport(['verify', '--key', key, '--file', altered], {})).toMatchObject({
    status: 1,
    out: expect.stringMatching(`^entry 3 of chain ${writer}: it is not the one that entry 4 follows\nup to there: `),
  })
  const bare = write(folder, lines.slice(0, 6).join('\n'), 'bare.ndjson')
  expect((await sallyport(['verify', '--key', key, '--file', bare], {})).out).toMatch(
    new RegExp(
      `^sound: 6 entries in 1 chain, 0 checkpoints\nno checkpoint covers yet: 6 entries of chain ${writer}, from 1 on, since 20`,
    ),
  )
  const cut = await sallyport(['verify', '--key', key, '--file', bare, '--anchor', join(folder, 'anchor')], {})
  expect([cut.status, cut.out.split('\n')[0]]).toEqual([
    1,
    'checkpoint 1: is in the anchor, and missing here, or another one',
  ])
})

test('wants a key, and one that can be read', async () => {
  expect(await written.run('verify')).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^ERR_REQUEST: No public key is named/),
  })
  expect(await written.run('verify', '--key', join(folder, 'none'))).toMatchObject({
    ...{ status: 1, err: expect.stringContaining(`${join(folder, 'none')} can't be read.`) },
  })
})
