import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SMALLEST, temporaryFolder, write } from '../config/files.ts'
import { peopleApi, sallyport } from './run-cli.ts'

const folder = temporaryFolder()
let api: Awaited<ReturnType<typeof peopleApi>>
beforeAll(async () => {
  api = await peopleApi({ 'GET /sessions': { sessions: [] }, 'GET /approvals': '<html>' })
})
afterAll(() => api.close())

const configured = (address = new URL(api.url).host) =>
  write(folder, `${SMALLEST.replace('127.0.0.1:7071', address)}data_directory: data\n`)

test('where the configuration says, with the token from the data directory', async () => {
  const config = configured()
  const missing = await sallyport(['sessions', 'list', '-c', config])
  expect([missing.status, missing.err]).toEqual([
    1,
    expect.stringMatching(
      /^ERR_OPERATOR_REQUIRED: The operator's token can't be read from .*operator-token\.\nfix: .*\ncause: ENOENT/,
    ),
  ])
  mkdirSync(join(folder, 'data'))
  write(folder, `${api.token}\n`, 'data/operator-token')
  expect(await sallyport(['sessions', 'list', '-c', config])).toEqual({ status: 0, out: 'no session yet\n', err: '' })
})

test('what the gateway refuses is printed with its fix', async () => {
  expect(await api.run('sessions', 'show', 's-2')).toEqual({
    status: 1,
    out: '',
    err: 'ERR_NOT_FOUND: There is nothing here.\nfix: Look elsewhere.\n',
  })
})

test('nobody there, and somebody else there', async () => {
  const env = { SALLYPORT_PEOPLE_URL: 'http://127.0.0.1:1', SALLYPORT_OPERATOR_TOKEN: 'x' }
  const nobody = await sallyport(['sessions', 'list'], { env })
  expect([nobody.status, nobody.err]).toEqual([
    1,
    expect.stringMatching(/^ERR_INTERNAL: No gateway answers at http:\/\/127\.0\.0\.1:1\.\nfix: /),
  ])
  const other = await api.run('approvals', 'list')
  expect([other.status, other.err]).toEqual([
    1,
    expect.stringMatching(/^ERR_INTERNAL: What answers at .* is no gateway\.\n/),
  ])
})
