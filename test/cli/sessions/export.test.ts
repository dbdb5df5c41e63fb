import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../config/files.ts'
import { readHar } from '../../support/har.ts'
import { aSession } from '../../support/rows.ts'
import { peopleApi } from '../run-cli.ts'
import { anExchange } from './exchanges.ts'

const folder = temporaryFolder()
const entry = '{"kind":"exchange",  "exchange":"x-1"}'
let api: Awaited<ReturnType<typeof peopleApi>>
beforeAll(async () => {
  api = await peopleApi({
    'GET /sessions/s-1?limit=1': aSession({ id: 's-1' }),
    'GET /sessions/s-1/entries': `${entry}\n`,
    'GET /sessions/s-1/exchanges?limit=200': { exchanges: [anExchange()], next: null },
  })
})
afterAll(() => api.close())

test('each format', async () => {
  const as = async (format: string) => (await api.run('sessions', 'export', 's-1', '--format', format)).out
  expect(await as('ndjson')).toBe(`${entry}\n`)
  expect(readHar(await as('har')).entries).toHaveLength(1)
  expect(JSON.parse(await as('decision-log'))).toMatchObject({
    path: 'sallyport/decision',
    labels: { app: 'sallyport' },
  })
})

test('a file is new, and nobody else’s to read', async () => {
  const file = join(folder, 'session.ndjson')
  const args = ['sessions', 'export', 's-1', '--format', 'ndjson', '--output', file]
  expect(await api.run(...args)).toEqual({ status: 0, out: '', err: '' })
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([`${entry}\n`, 0o600])
  const again = await api.run(...args)
  expect([again.status, again.err]).toEqual([
    1,
    expect.stringMatching(
      /^ERR_REQUEST: The file .* can't be written \(EEXIST\)\.\nfix: Name a file that is not there yet\./,
    ),
  ])
})

test('an unknown format and an unknown session are refused', async () => {
  expect((await api.run('sessions', 'export', 's-1', '--format', 'pdf')).err).toContain(
    'Allowed choices are ndjson, har',
  )
  expect((await api.run('sessions', 'export', 's-2', '--format', 'har')).err).toContain('ERR_NOT_FOUND')
})
